namespace SmartSectors.Telemetry.Queries;

/// <summary>A question met stored bytes that cannot be read. Others may be answered as ever.</summary>
public sealed class StoreDamagedException(string message, Exception inner) : Exception(message, inner);
