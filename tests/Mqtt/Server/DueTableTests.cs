namespace SmartSectors.Mqtt.Tests.Server;

public class DueTableTests
{
    [Fact]
    public void What_is_added_is_looked_at_in_the_next_pass_and_then_when_it_said()
    {
        var table = new DueTable<string>();
        table.Add("a");
        var looks = new List<uint>();

        for (uint now = 5; now < 20; now++) table.Pass(now, _ => Look(now));

        Assert.Equal([5u, 9, 13, 17], looks);
        uint Look(uint now)
        {
            looks.Add(now);
            return now + 4;
        }
    }

    [Fact]
    public void Who_asks_for_a_look_gets_it_whatever_it_said_before()
    {
        var table = new DueTable<string>();
        var slot = table.Add("a");
        var looks = 0;
        uint Look(string item)
        {
            looks++;
            return DueTable<string>.Never;
        }

        table.Pass(1, Look);
        table.Pass(2, Look);
        Assert.Equal(1, looks);
        slot.LookSoon();
        table.Pass(3, Look);
        table.Pass(4, Look);

        Assert.Equal(2, looks);
    }

    [Fact]
    public void A_look_that_is_asked_for_during_a_look_is_not_lost()
    {
        var table = new DueTable<string>();
        var slot = table.Add("a");
        var looks = 0;
        uint Look(string item)
        {
            if (looks++ == 0) slot.LookSoon();
            return DueTable<string>.Never;
        }

        for (uint now = 1; now < 5; now++) table.Pass(now, Look);

        Assert.Equal(2, looks);
    }

    [Fact]
    public void A_new_owner_of_a_slot_does_not_inherit_what_the_old_one_said()
    {
        var table = new DueTable<string>();
        var slot = table.Add("old");
        var looked = new List<string>();
        uint Look(string item)
        {
            looked.Add(item);
            if (item == "old")
            {
                table.Remove(slot);
                table.Add("new");
            }

            return DueTable<string>.Never;
        }

        for (uint now = 1; now < 5; now++) table.Pass(now, Look);

        Assert.Equal(["old", "new"], looked);
        Assert.Equal(["new"], table.Items);
    }

    [Fact]
    public async Task None_is_lost_or_kept_while_many_come_and_go_beside_the_passes()
    {
        const int Items = 20_000;
        var table = new DueTable<Counted>();
        using var enough = new CancellationTokenSource();
        var passes = Task.Run(() =>
        {
            for (uint now = 1; !enough.IsCancellationRequested; now++) table.Pass(now, item => item.Look());
        });

        var stay = new Counted[Items];
        Parallel.For(0, Items, at =>
        {
            var slot = table.Add(new Counted());
            stay[at] = new Counted();
            table.Add(stay[at]);
            table.Remove(slot);
        });
        await enough.CancelAsync();
        await passes;
        table.Pass(uint.MaxValue - 1, item => item.Look());

        Assert.All(stay, item => Assert.Equal(1, item.Looks));
        Assert.Equal(Items, table.Items.Count());
    }

    private sealed class Counted
    {
        public int Looks { get; private set; }

        public uint Look()
        {
            Looks++;
            return DueTable<Counted>.Never;
        }
    }
}
