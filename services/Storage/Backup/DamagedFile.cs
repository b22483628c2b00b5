namespace SmartSectors.Storage.Backup;

/// <summary>A damaged file is kept beside what takes its place, as <c>NAME.damaged-TIME</c>.</summary>
internal static class DamagedFile
{
    public const string Mark = ".damaged-";
}
