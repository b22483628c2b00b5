namespace SmartSectors.Fleet;

/// <summary>The fleet cannot go on: the broker or the API refused it. The message is for whoever runs it.</summary>
public sealed class FleetException : Exception
{
    public FleetException(string message) : base(message) { }

    public FleetException(string message, Exception inner) : base(message, inner) { }
}
