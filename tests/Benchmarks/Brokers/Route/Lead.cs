namespace SmartSectors.Benchmarks.Brokers.Route;

/// <summary>
/// Keeps publishers near their subscribers, so that a broker which drops what a subscriber does not take in time is
/// measured delivering and not dropping.
/// </summary>
/// <param name="most">Messages published and not yet received by all.</param>
internal sealed class Lead(long most, ReceiveCounts came, int copies)
{
    public long Left(long published) => most - (published - (came.Received / copies));
}
