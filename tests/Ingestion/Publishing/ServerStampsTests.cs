using FsCheck;
using FsCheck.Fluent;

namespace SmartSectors.Ingestion.Tests.Publishing;

public class ServerStampsTests
{
    [Fact]
    public void Stamps_of_a_device_strictly_increase_and_are_never_before_receipt() =>
        Prop.ForAll<short[]>(steps =>
        {
            var stamps = new ServerStamps(new IngestionOptions());
            var receipt = 1_000_000L;
            var last = long.MinValue;
            foreach (var step in steps)
            {
                receipt += step; // A clock that was set back as well.
                var stamp = stamps.Next(7, receipt);
                Assert.True(stamp > last && stamp >= receipt);
                last = stamp;
            }
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Devices_do_not_push_each_others_stamps()
    {
        var stamps = new ServerStamps(new IngestionOptions());
        Assert.Equal((100, 101, 100), (stamps.Next(1, 100), stamps.Next(1, 100), stamps.Next(2, 100)));
    }

    [Fact]
    public void A_delivery_is_recalled_by_client_packet_and_payload_together()
    {
        var stamps = new ServerStamps(new IngestionOptions());
        stamps.Remember(new("bus", 3, 17), 100);

        Assert.True(stamps.TryRecall(new("bus", 3, 17), out var stamp));
        Assert.Equal(100, stamp);
        Assert.False(stamps.TryRecall(new("tram", 3, 17), out _));
        Assert.False(stamps.TryRecall(new("bus", 4, 17), out _));
        Assert.False(stamps.TryRecall(new("bus", 3, 18), out _));
    }

    [Fact]
    public void The_oldest_deliveries_are_forgotten_and_one_that_comes_again_has_its_new_stamp()
    {
        var stamps = new ServerStamps(new IngestionOptions { RememberedDeliveries = 2 });
        stamps.Remember(new("bus", 1, 0), 100);
        stamps.Remember(new("bus", 2, 0), 200);
        stamps.Remember(new("bus", 2, 0), 250);
        Assert.True(stamps.TryRecall(new("bus", 1, 0), out _));

        stamps.Remember(new("bus", 3, 0), 300);
        Assert.False(stamps.TryRecall(new("bus", 1, 0), out _));
        Assert.True(stamps.TryRecall(new("bus", 2, 0), out var stamp));
        Assert.Equal(250, stamp);
    }
}
