using SmartSectors.Storage.Backup;

namespace SmartSectors.Storage.Tests.Backup;

/// <summary>Shows nothing.</summary>
internal sealed class Silent : IProgress<CopyProgress>
{
    public static readonly Silent Instance = new();

    public void Report(CopyProgress value)
    {
    }
}
