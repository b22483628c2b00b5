using FsCheck;
using FsCheck.Fluent;
using SmartSectors.Ingestion.Brokers;

namespace SmartSectors.Ingestion.Tests.Brokers;

public sealed class RetryDelaysTests
{
    private static readonly TimeSpan _first = TimeSpan.FromSeconds(1), _longest = TimeSpan.FromSeconds(60);

    [Fact]
    public void Each_wait_is_from_half_of_the_doubled_one_to_it_and_never_beyond_the_limit() =>
        Prop.ForAll<int>(seed =>
        {
            var delays = new RetryDelays(_first, _longest, new Random(seed));
            for (var failure = 0; failure < 100; failure++)
            {
                var full = Math.Min(Math.Pow(2, failure), 60);
                Assert.InRange(delays.Next().TotalSeconds, full / 2, full);
            }
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_connection_that_stood_begins_anew_and_one_that_failed_at_once_does_not()
    {
        var delays = new RetryDelays(_first, _longest, new Random(1));
        for (var failure = 0; failure < 10; failure++) delays.Next();
        delays.Stood(TimeSpan.FromSeconds(1));
        Assert.InRange(delays.Next().TotalSeconds, 30, 60);
        delays.Stood(TimeSpan.FromMinutes(2));
        Assert.InRange(delays.Next().TotalSeconds, 0.5, 1);
    }
}
