using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Storage.Check;

/// <summary>How far the check has come.</summary>
internal sealed class CheckCounts(IProgress<CheckProgress> progress)
{
    public long Compared { get; set; }

    public long Pending { get; set; }

    public long Waiting { get; set; }

    public long Readings { get; set; }

    public long Sealed { get; set; }

    public void Report() => progress.Report(new CheckProgress(Compared, Sealed, Pending, Waiting, Readings));
}
