namespace SmartSectors.Benchmarks.Brokers;

/// <summary>The broker cannot be reached, refused what a benchmark needs, or went away: there is nothing to measure.</summary>
internal sealed class BrokerException(string message) : Exception(message);
