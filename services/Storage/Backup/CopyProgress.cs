namespace SmartSectors.Storage.Backup;

/// <summary>How far a backup or a restore has come.</summary>
/// <param name="Doing">What it does now, in a few words.</param>
/// <param name="Done">Of <paramref name="Total"/>, in bytes or blocks.</param>
public readonly record struct CopyProgress(string Doing, long Done, long Total);
