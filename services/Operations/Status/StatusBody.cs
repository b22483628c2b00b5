using System.ComponentModel;
using SmartSectors.Operations.Ledger;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Operations.Status;

/// <summary>What the status page shows.</summary>
internal sealed record StatusBody(
    DateTimeOffset Time,
    [property: Description("False while nothing can be made durable; then nothing is acknowledged.")] bool Acknowledging,
    string? Problem,
    bool CatchingUp,
    long UnappliedReadings,
    long AcknowledgedMessages,
    long AppliedReadings,
    long Devices,
    long ActiveDevices,
    long LiveDevices,
    long Sites,
    IReadOnlyList<int> StoppedPartitions,
    [property: Description("Brokers of somebody else's that are read from.")] IReadOnlyList<BrokerStatus> Brokers,
    [property: Description("The InfluxDB that is kept in step; null without one.")] SinkStatus? Sink,
    LedgerBody Ledger,
    IReadOnlyList<NationFigureBody> Nation)
{
    public static StatusBody Of(DateTimeOffset now, PlatformStatus status, LedgerBalance total, IReadOnlyList<NationFigure> nation) => new(
        now, status.Acknowledging, status.Problem, status.CatchingUp, status.UnappliedReadings, status.AcknowledgedMessages,
        status.AppliedReadings, status.Devices, status.ActiveDevices, status.LiveDevices, status.Sites, status.StoppedPartitions,
        status.Brokers, status.Sink, LedgerBody.Of(total), [.. nation.Select(NationFigureBody.Of)]);
}

/// <summary>The newest minute of an indicator in the whole nation.</summary>
internal sealed record NationFigureBody(
    string Sector, string Indicator, string NameVi, string NameEn, string Unit,
    DateTimeOffset Start, long Devices, long Count, double? Mean, double? Min, double? Max, bool Final)
{
    public static NationFigureBody Of(NationFigure figure) => new(
        figure.Indicator.Sector.Name(), figure.Indicator.Code, figure.Indicator.NameVi, figure.Indicator.NameEn, figure.Indicator.UnitUcum,
        figure.Point.Start, figure.Point.Devices, figure.Point.Count, figure.Point.Mean, figure.Point.Min, figure.Point.Max, figure.Point.Final);
}
