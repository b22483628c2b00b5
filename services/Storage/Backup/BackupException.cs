namespace SmartSectors.Storage.Backup;

/// <summary>Why a backup cannot be made, or not be restored.</summary>
public enum BackupFault
{
    /// <summary>What was named is not what is needed: no data directory, no backup, a target that is not empty.</summary>
    WrongPlace,

    /// <summary>Another backup of the same data directory is being made.</summary>
    Busy,

    NoSpace,

    /// <summary>A file is damaged, or lacks.</summary>
    Damaged,

    /// <summary>The moment that is asked for is not covered.</summary>
    NotCovered,
}

/// <summary>The message is a sentence for the operator.</summary>
public sealed class BackupException(BackupFault fault, string message, Exception? inner = null) : Exception(message, inner)
{
    public BackupFault Fault { get; } = fault;
}
