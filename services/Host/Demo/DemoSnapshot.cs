using SmartSectors.Operations.Status;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Host.Demo;

/// <summary>What the demo shows at one moment.</summary>
/// <param name="MessagesPerSecond">Acknowledged messages of all fleets.</param>
internal sealed record DemoSnapshot(
    PlatformStatus Platform, double MessagesPerSecond, LedgerBalance Ledger, IReadOnlyList<DemoSector> Sectors);

/// <summary>One sector: how many devices its fleet has, and the nation's newest minute of some indicators.</summary>
internal sealed record DemoSector(Sector Sector, int Devices, IReadOnlyList<NationFigure> Figures);

/// <summary>Asks the platform what the demo shows, through the ports that its API uses.</summary>
internal sealed class DemoSnapshots(IPlatformStatusQuery platform, ILedgerQuery ledger, NationFigures nation, DemoFleets fleets)
{
    private const int FiguresOfSector = 3;

    // What a newcomer knows at once, where the fleet measures it; else the first ones of the scheme.
    private static readonly string[] Preferred =
    [
        "WATER_SALINITY", "SOIL_MOISTURE", "AIR_TEMP", "VEHICLE_SPEED", "BUS_OCCUPANCY", "PM2_5", "VACCINE_TEMP", "SPO2", "WARD_CO2",
    ];

    public async Task<DemoSnapshot> TakeAsync(CancellationToken cancellationToken)
    {
        var figures = await nation.CurrentAsync(cancellationToken);
        return new(
            platform.Current(), fleets.MessagesPerSecond, await ledger.TotalAsync(cancellationToken),
            [.. DemoFleets.Sectors.Select(sector => new DemoSector(sector, fleets.DevicesOf(sector), Choose(figures, sector)))]);
    }

    private static IReadOnlyList<NationFigure> Choose(IReadOnlyList<NationFigure> figures, Sector sector) =>
        [.. figures
            .Where(figure => figure.Indicator.Sector == sector)
            .OrderByDescending(figure => Preferred.Contains(figure.Indicator.Code))
            .Take(FiguresOfSector)];
}
