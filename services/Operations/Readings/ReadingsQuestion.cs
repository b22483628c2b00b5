using SmartSectors.Http;
using SmartSectors.Operations.Areas;
using SmartSectors.Operations.Devices;
using SmartSectors.Operations.Http;
using SmartSectors.Operations.Schemes;
using SmartSectors.Registry;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Operations.Readings;

/// <summary>Devices and indicators, each in the order of their names; a site may have no devices.</summary>
internal sealed record AskedSeries(IReadOnlyList<string> Devices, IReadOnlyList<Indicator> Indicators)
{
    /// <summary>Device by device, of each indicator by indicator.</summary>
    public IReadOnlyList<DeviceSeries> All { get; } = [.. Devices.SelectMany(device => Indicators.Select(indicator => new DeviceSeries(device, indicator)))];
}

/// <summary>Which series are asked for: some devices', or a site's.</summary>
internal sealed class ReadingsQuestion(
    DeviceDirectory devices, DeviceRegistry registry, ISiteDevices siteDevices, AreaParameters areas, OperationsOptions options)
{
    /// <summary>Null when something is wrong, and then <paramref name="errors"/> says what; or when there are too many devices.</summary>
    public async ValueTask<(AskedSeries? Asked, CostEstimate? TooLarge)> ReadAsync(
        string[]? ids, string? siteId, string[]? codes, SchemeCatalog schemes, ParameterErrors errors, CancellationToken cancellationToken)
    {
        if (ids is [_, ..] == siteId is not null) errors.Add("device", "Name devices, or a 'site'.");
        if (codes is null or []) errors.Add("indicator", "It is required; /api/v1/schemes lists the indicators of each sector.");
        var site = areas.ReadSite(siteId, errors);
        if (errors.Any) return default;

        var asked = site is null ? ids!.Distinct(StringComparer.Ordinal).ToList() : await siteDevices.FindAsync(site.Id, options.MaxDevicesAsked, cancellationToken);
        if (asked.Count > options.MaxDevicesAsked) return (null, TooMany(asked.Count));

        var sector = site?.Sector ?? await FindSectorAsync(asked, errors, cancellationToken);
        var indicators = SchemeParameters.ReadIndicators(codes, sector is { } known && schemes.TryGet(known, out var scheme) ? scheme : null, errors);
        if (errors.Any) return default;
        return (new AskedSeries([.. asked.Order(StringComparer.Ordinal)], [.. indicators.OrderBy(indicator => indicator.Code, StringComparer.Ordinal)]), null);
    }

    private CostEstimate TooMany(int count) =>
        new(count, options.MaxDevicesAsked, "devices", OperationsTexts.HintForDevices);

    // Codes of indicators are those of one sector. The registry knows soonest and without a question to the grain.
    private async ValueTask<Sector?> FindSectorAsync(IReadOnlyList<string> ids, ParameterErrors errors, CancellationToken cancellationToken)
    {
        Sector? sector = null;
        foreach (var id in ids)
        {
            var found = registry.Current.TryGetDevice(id, out var device) && registry.Current.TryGetSite(device.Site, out var site)
                ? site.Sector
                : (await devices.FindAsync(id, cancellationToken))?.Sector;
            if (found is null) errors.Add("device", $"There is no device '{id}'.");
            else if (sector is { } other && other != found) errors.Add("device", $"'{id}' is of {found.Value.Name()}, others of {other.Name()}: ask for devices of one sector.");
            sector ??= found;
        }

        return sector;
    }
}
