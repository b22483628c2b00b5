using FsCheck;
using FsCheck.Fluent;
using SmartSectors.Telemetry.Decoding;
using SmartSectors.Telemetry.Decoding.Sparkplug;
using SmartSectors.Telemetry.Readings;
using static SmartSectors.Telemetry.Tests.Decoding.Sparkplug.SparkplugEncoder;

namespace SmartSectors.Telemetry.Tests.Decoding.Sparkplug;

public class SparkplugNodeTests
{
    private const long T = SparkplugPeer.Start;

    [Fact]
    public void Data_by_alias_is_explained_by_the_birth()
    {
        var peer = new SparkplugPeer();
        Assert.Equal(
            $"begin line-1 at {T} Birth | Supply[V] = 27.4 | end",
            peer.Take("NBIRTH", Payload(T, 0,
                Metric("bdSeq", type: 4, member: 11, value: 3UL),
                Metric("Node Control/Rebirth", type: 11, member: 14, value: false),
                Metric("Properties/Hardware", type: 12, member: 15, value: "PLC"),
                Metric("Supply", 1, 9, 12, 27.4f, properties: Properties(("engUnit", 8, "V"))))));
        Assert.Equal(SparkplugChange.NodeBorn, peer.Outcome.Change);
        Assert.True(peer.Node.IsOnline);

        Assert.Equal(
            $"begin press at {T + 1} Birth | count[] = 7 | end",
            peer.Take("DBIRTH", Payload(T + 1, 1, Metric("count", 2, 3, 10, 7), Metric("mode", 3, 12, 15, "auto")), "press"));
        Assert.Equal(SparkplugChange.DeviceBorn, peer.Outcome.Change);

        Assert.Equal($"begin line-1 at {T + 2} | Supply[V] = 27.5 | end", peer.Take("NDATA", Payload(T + 2, 2, Metric(alias: 1, member: 12, value: 27.5f))));
        Assert.Equal(
            $"begin press at {T + 3} | count[] = -8 | mode[] = 'hand' | end",
            peer.Take("DDATA", Payload(T + 3, 3, Metric(alias: 2, member: 10, value: -8), Metric(alias: 3, member: 15, value: "hand")), "press"));
        Assert.Null(peer.Node.RebirthDueMs);
    }

    [Fact]
    public void Data_by_name_alone_takes_type_and_unit_from_the_birth()
    {
        var peer = new SparkplugPeer();
        peer.Take("NBIRTH", Payload(T, 0, Metric("level", type: 1, member: 10, value: 1, properties: Properties(("low", 5, 1f), ("engUnit", 8, "m")))));
        Assert.Equal($"begin line-1 at {T} | level[m] = -2 | end", peer.Take("NDATA", Payload(T, 1, Metric("level", member: 10, value: -2))));
    }

    [Theory]
    [InlineData(1, 10, 251UL, "-5")]                    // Int8 in its own width
    [InlineData(1, 10, 4294967291UL, "-5")]             // … in 32 bits, as the specification has it
    [InlineData(1, 10, 18446744073709551611UL, "-5")]   // … in 64, as protobuf.js writes it
    [InlineData(2, 10, 4294966996UL, "-300")]
    [InlineData(3, 10, 4294897296UL, "-70000")]
    [InlineData(3, 11, 4294897296UL, "-70000")]
    [InlineData(4, 11, 18446744068709551616UL, "-5000000000")]
    [InlineData(5, 10, 200UL, "200")]
    [InlineData(6, 10, 60000UL, "60000")]
    [InlineData(7, 10, 4000000000UL, "4000000000")]     // UInt32 as the specification has it
    [InlineData(7, 11, 4000000000UL, "4000000000")]     // … as Tahu does
    [InlineData(8, 11, 18446744073709551615UL, "1.8446744073709552E+19")]
    [InlineData(11, 14, true, "1")]
    [InlineData(9, 12, 27.4f, "27.4")]
    [InlineData(9, 12, 1e30f, "1.0000000150474662E+30")]
    [InlineData(9, 12, 0.1234567f, "0.12345670163631439")]
    [InlineData(9, 13, 27.4, "27.4")]
    [InlineData(10, 13, 0.1, "0.1")]
    [InlineData(10, 12, 0.5f, "0.5")]
    [InlineData(10, 13, double.NaN, "NaN")]
    public void Values_are_read_by_their_data_type(int type, int member, object value, string expected)
    {
        var peer = new SparkplugPeer();
        Assert.Equal($"begin line-1 at {T} | v[] = {expected} | end", peer.Take("NDATA", Payload(T, 0, Metric("v", type: type, member: member, value: value))));
    }

    [Theory]
    [InlineData(3, 12, 1.5f, "not_numeric")]            // an integer that is a float
    [InlineData(10, 10, 1, "not_numeric")]              // a double that is an integer
    [InlineData(11, 10, 1, "not_numeric")]
    [InlineData(13, 11, 1732212345123UL, "not_numeric")] // DateTime
    [InlineData(15, 15, "uuid", "not_numeric")]
    [InlineData(16, 17, "", "nested")]
    [InlineData(19, 18, "", "nested")]
    [InlineData(22, 16, "", "nested")]
    [InlineData(34, 16, "", "nested")]
    [InlineData(12, 10, 1, "not_numeric")]
    public void What_is_no_number_is_told(int type, int member, object value, string reason)
    {
        var peer = new SparkplugPeer();
        Assert.Equal($"begin line-1 at {T} | reject {reason} v | end", peer.Take("NDATA", Payload(T, 0, Metric("v", type: type, member: member, value: value))));
    }

    [Fact]
    public void A_null_is_no_value_and_a_historical_value_is_its_own_sample()
    {
        var peer = new SparkplugPeer();
        Assert.Equal(
            $"begin line-1 at {T} | reject not_numeric a | end | begin line-1 at {T - 5} Historical | b[] = 1 | end | begin line-1 at {T} | c[] = 2 | end",
            peer.Take("NDATA", Payload(T, 0,
                Metric("a", type: 10, isNull: true),
                Metric("b", type: 10, member: 13, value: 1.0, timestamp: T - 5, isHistorical: true),
                Metric("c", type: 10, member: 13, value: 2.0))));
        Assert.Equal("begin line-1 | c[] = 2 | end", peer.Take("NDATA", Payload(null, 1, Metric("c", type: 10, member: 13, value: 2.0))));
    }

    [Fact]
    public void A_value_that_the_source_calls_bad_is_refused()
    {
        var peer = new SparkplugPeer();
        Assert.Equal(
            $"begin line-1 at {T} | a[] = 1 | reject bad_quality b | reject bad_quality c | end",
            peer.Take("NDATA", Payload(T, 0,
                Metric("a", type: 10, member: 13, value: 1.0, properties: Properties(("Quality", 3, 192))),
                Metric("b", type: 10, member: 13, value: 1.0, properties: Properties(("x", 8, "y"), ("Quality", 3, 0))),
                Metric("c", type: 10, member: 13, value: 1.0, properties: Properties(("Quality", 3, 500))))));
    }

    [Fact]
    public void Data_before_birth_asks_for_a_rebirth_once()
    {
        var peer = new SparkplugPeer();
        Assert.Equal($"begin line-1 at {T} | reject data_before_birth 1 | end", peer.Data(5));
        Assert.Equal(RejectReason.None, peer.Outcome.Refused);
        Assert.True(peer.Node.TryTakeRebirth(peer.NowMs));
        Assert.False(peer.Node.TryTakeRebirth(peer.NowMs));

        peer.NowMs += 1_000;
        peer.Data(6);
        Assert.False(peer.Node.TryTakeRebirth(peer.NowMs));
        Assert.Equal(T + 30_000, peer.Node.RebirthDueMs);
        Assert.True(peer.Node.TryTakeRebirth(T + 30_000));

        peer.Birth();
        Assert.Null(peer.Node.RebirthDueMs);
        Assert.Equal($"begin line-1 at {T} | v[] = 2.5 | end", peer.Data(1));
    }

    [Fact]
    public void An_unknown_alias_is_refused_alone_and_asks_for_a_rebirth()
    {
        var peer = new SparkplugPeer();
        peer.Birth();
        Assert.Equal(
            $"begin line-1 at {T} | v[] = 2 | reject unknown_alias 99 | reject unknown_alias w | reject unknown_alias 0 | end",
            peer.Take("NDATA", Payload(T, 1,
                Metric(alias: 1, member: 13, value: 2.0), Metric(alias: 99, member: 13, value: 2.0), Metric("w", member: 13, value: 1.0),
                Metric(member: 13, value: 1.0))));
        Assert.True(peer.Node.TryTakeRebirth(peer.NowMs));
    }

    [Fact]
    public void An_alias_belongs_to_the_device_of_its_birth()
    {
        var peer = new SparkplugPeer();
        peer.Birth();
        peer.Take("DBIRTH", Payload(T, 1, Metric("count", 2, 3, 10, 7)), "press");
        peer.Take("DBIRTH", Payload(T, 2, Metric("count", 3, 3, 10, 7)), "oven");
        Assert.Equal($"begin oven at {T} | reject unknown_alias 2 | end", peer.Take("DDATA", Payload(T, 3, Metric(alias: 2, member: 10, value: 1)), "oven"));
    }

    [Fact]
    public void A_device_that_is_born_again_forgets_its_old_aliases()
    {
        var peer = new SparkplugPeer();
        peer.Birth();
        peer.Take("DBIRTH", Payload(T, 1, Metric("old", 2, 3, 10, 7)), "press");
        peer.Take("DBIRTH", Payload(T, 2, Metric("new", 3, 3, 10, 7)), "press");
        Assert.Equal(
            $"begin press at {T} | reject unknown_alias 2 | new[] = 1 | end",
            peer.Take("DDATA", Payload(T, 3, Metric(alias: 2, member: 10, value: 1), Metric(alias: 3, member: 10, value: 1)), "press"));
    }

    [Fact]
    public void Deaths_make_stale()
    {
        var peer = new SparkplugPeer();
        peer.Birth(bdSeq: 7);
        peer.Take("DBIRTH", Payload(T, 1, Metric("count", 2, 3, 10, 7)), "press");
        Assert.True(peer.Node.IsDeviceOnline("press"u8));

        peer.Take("DDEATH", Payload(T, 2), "press");
        Assert.Equal(SparkplugChange.DeviceDied, peer.Outcome.Change);
        Assert.False(peer.Node.IsDeviceOnline("press"u8));
        peer.Take("DDEATH", Payload(T, 3), "press");
        Assert.Equal(SparkplugChange.None, peer.Outcome.Change);

        peer.Take("NDEATH", Payload(T, null, Metric("bdSeq", type: 4, member: 11, value: 7UL)));
        Assert.Equal(SparkplugChange.NodeDied, peer.Outcome.Change);
        Assert.False(peer.Node.IsOnline);
        peer.Take("NDEATH", Payload(T, null, Metric("bdSeq", type: 4, member: 11, value: 7UL)));
        Assert.Equal(SparkplugChange.None, peer.Outcome.Change);
    }

    [Fact]
    public void A_death_of_a_session_that_a_newer_one_replaced_is_ignored()
    {
        var peer = new SparkplugPeer();
        peer.Birth(bdSeq: 7);
        peer.Birth(bdSeq: 8);
        peer.Take("NDEATH", Payload(T, null, Metric("bdSeq", type: 4, member: 11, value: 7UL)));
        Assert.Equal((RejectReason.None, SparkplugChange.None), (peer.Outcome.Refused, peer.Outcome.Change));
        Assert.True(peer.Node.IsOnline);
        peer.Take("NDEATH", Payload(T, null));
        Assert.Equal(RejectReason.Malformed, peer.Outcome.Refused);
    }

    [Fact]
    public void A_gap_that_stays_open_asks_for_a_rebirth_after_the_reorder_timeout()
    {
        var peer = new SparkplugPeer();
        peer.Birth(seq: 254);
        peer.Data(255);
        peer.Data(0);
        Assert.Null(peer.Node.RebirthDueMs);

        peer.Data(2); // 1 is missing
        Assert.Equal(T + 2_000, peer.Node.RebirthDueMs);
        peer.NowMs += 1_000;
        peer.Data(3);
        Assert.Equal(T + 2_000, peer.Node.RebirthDueMs);
        Assert.False(peer.Node.TryTakeRebirth(T + 1_999));
        Assert.True(peer.Node.TryTakeRebirth(T + 2_000));

        peer.Data(4); // counted on from the newest
        Assert.Null(peer.Node.RebirthDueMs);
    }

    [Fact]
    public void A_message_that_was_merely_late_closes_its_gap()
    {
        var peer = new SparkplugPeer();
        peer.Birth();
        peer.Data(2);
        peer.Data(3);
        Assert.NotNull(peer.Node.RebirthDueMs);
        peer.Data(1);
        Assert.Null(peer.Node.RebirthDueMs);
        peer.Data(4);
        Assert.Null(peer.Node.RebirthDueMs);
    }

    [Fact]
    public void However_the_messages_of_a_window_are_shuffled_the_gap_closes_when_all_are_there() =>
        Prop.ForAll(Gen.Choose(0, 255).Two().ToArbitrary(), Gen.Shuffle(Enumerable.Range(1, 40).ToArray()).ToArbitrary(), (start, order) =>
        {
            var peer = new SparkplugPeer();
            peer.Birth(start.Item1);
            var seen = 0;
            foreach (var offset in order)
            {
                peer.Data((start.Item1 + offset) % 256);
                seen++;
                var isWhole = order.Take(seen).Max() == seen;
                Assert.Equal(isWhole, peer.Node.RebirthDueMs is null);
            }
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void What_is_kept_of_a_node_is_bounded()
    {
        var peer = new SparkplugPeer(new SparkplugLimits { MaxMetrics = 5, MaxDevices = 1, MaxNameBytes = 8 });
        peer.Birth();
        peer.Take("DBIRTH", Payload(T, 1, [.. Enumerable.Range(0, 4).Select(i => Metric($"m{i}", (ulong)i + 10, 3, 10, i))]), "press");
        Assert.Equal((RejectReason.TooManyReadings, SparkplugChange.None), (peer.Outcome.Refused, peer.Outcome.Change));
        peer.Take("DBIRTH", Payload(T, 1, [.. Enumerable.Range(0, 3).Select(i => Metric($"m{i}", (ulong)i + 10, 3, 10, i))]), "press");
        Assert.Equal(RejectReason.None, peer.Outcome.Refused);
        peer.Take("DBIRTH", Payload(T, 2, [.. Enumerable.Range(0, 3).Select(i => Metric($"n{i}", (ulong)i + 10, 3, 10, i))]), "press");
        Assert.Equal(RejectReason.None, peer.Outcome.Refused);
        peer.Take("DBIRTH", Payload(T, 3, Metric("m", 99, 3, 10, 1)), "oven");
        Assert.Equal(RejectReason.TooManyReadings, peer.Outcome.Refused);

        Assert.Contains("reject malformed nnnnnnnn", peer.Take("NBIRTH", Payload(T, 0, Metric(new string('n', 9), 1, 3, 10, 1))));
        peer.Take("NDATA", Payload(T, 1, Metric("a", type: 3, member: 10, value: 1), Metric("b", type: 3, member: 10, value: 1)), decoding: new DecodeLimits { MaxReadings = 1 });
        Assert.Equal(RejectReason.TooManyReadings, peer.Outcome.Refused);
    }

    [Theory]
    [InlineData("0A")]                  // a tag of field 1 with wire type 2, and no length
    [InlineData("120A")]                // a metric longer than the payload
    [InlineData("12020A05")]            // a name longer than its metric
    [InlineData("FFFFFFFFFFFFFFFFFFFF01")] // a varint without an end
    [InlineData("0300")]                // a group
    [InlineData("00")]                  // field 0
    [InlineData("188002")]              // seq 256
    [InlineData("120455000000")]        // int_value as fixed32
    [InlineData("12030A01FF")]          // a name that is no UTF-8
    public void Broken_wire_is_malformed_and_leaves_the_state_alone(string hex)
    {
        var peer = new SparkplugPeer();
        peer.Birth();
        Assert.Equal("", peer.Take("NBIRTH", Convert.FromHexString(hex)));
        Assert.Equal(new SparkplugOutcome(RejectReason.Malformed, SparkplugChange.None), peer.Outcome);
        Assert.Equal($"begin line-1 at {T} | v[] = 2.5 | end", peer.Data(1));
    }

    [Fact]
    public void A_compressed_payload_is_unsupported()
    {
        var peer = new SparkplugPeer();
        peer.Take("NDATA", [0x22, 18, .. "SPBV1.0_COMPRESSED"u8, 0x2A, 1, 0]);
        Assert.Equal(RejectReason.Unsupported, peer.Outcome.Refused);
    }

    [Fact]
    public void A_rebirth_is_asked_for_as_an_edge_node_reads_it()
    {
        Assert.Equal("spBv1.0/factory/NCMD/line-1"u8, SparkplugCommand.Topic("factory"u8, "line-1"u8));
        Assert.Equal(
            Payload(T, null, Metric("Node Control/Rebirth", type: 11, member: 14, value: true, timestamp: T)),
            SparkplugCommand.Rebirth(T));
    }

    [Fact]
    public void The_host_says_whether_it_listens()
    {
        Assert.Equal("spBv1.0/STATE/smartsectors"u8, SparkplugHostState.Topic("smartsectors"));
        Assert.Equal("""{"online":true,"timestamp":1732212345123}"""u8, SparkplugHostState.Payload(true, 1732212345123));
        Assert.Equal("""{"online":false,"timestamp":1732212345123}"""u8, SparkplugHostState.Payload(false, 1732212345123));
    }
}
