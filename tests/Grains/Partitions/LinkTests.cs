using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Grains.Tests.Partitions;

public class LinkTests
{
    [Fact]
    public void A_device_that_its_gateway_takes_leave_of_is_silent_until_it_is_heard_again()
    {
        using var bench = new PartitionBench(7);
        var at = PartitionBench.NoonMs;
        bench.Begin(at);
        bench.Receive(at, "AXLE_LOAD", (at, 5));
        Assert.Equal(LinkPhase.Live, bench.State.Link);

        bench.Leave(at + 1_000, "AXLE_LOAD", 6);
        Assert.Equal((LinkPhase.Silent, at + 1_000), (bench.State.Link, bench.State.LastSeen!.Value.ToUnixTimeMilliseconds()));
        Assert.Equal(2, bench.State.Ledger.Stored);

        _ = bench.Stored; // commits
        bench.Kill();
        Assert.Equal((LinkPhase.Silent, at + 1_000), (bench.State.Link, bench.State.LastSeen!.Value.ToUnixTimeMilliseconds()));

        bench.Receive(at + 2_000, "AXLE_LOAD", (at + 2_000, 5));
        Assert.Equal((LinkPhase.Live, at + 2_000), (bench.State.Link, bench.State.LastSeen!.Value.ToUnixTimeMilliseconds()));
    }

    [Fact]
    public void A_device_whose_gateway_began_anew_is_silent_unless_it_is_named_again_were_it_in_the_same_block()
    {
        using var bench = new PartitionBench(7);
        var at = PartitionBench.NoonMs;
        bench.Begin(at);
        bench.Receive(at, "AXLE_LOAD", (at, 5));
        bench.Leave(at + 1_000, "AXLE_LOAD", 6, isUntilBorn: true);
        Assert.Equal(LinkPhase.Live, bench.State.Link);
        bench.Leave(at + 2_000, "AXLE_LOAD", null, isUntilBorn: true);
        Assert.Equal(LinkPhase.Silent, bench.State.Link);
    }
}
