namespace SmartSectors.Reporting.Releases;

/// <summary>Another release is being made, and did not end within the time that is waited for it.</summary>
public sealed class ReleaseBusyException(TimeSpan waited)
    : Exception($"Another release is being made, and has not ended within {waited.TotalSeconds:0} s; one is made at a time.");
