using System.Text;
using SmartSectors.Grains;
using SmartSectors.Grains.Log;
using SmartSectors.Ingestion.Directory;
using SmartSectors.Ingestion.Gateways;
using SmartSectors.Ingestion.Tests.Support;
using SmartSectors.Mqtt;
using SmartSectors.Telemetry.Decoding;
using SmartSectors.Telemetry.Readings;
using SmartSectors.Telemetry.Rules;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Ingestion.Tests.Publishing;

public class PublishReceiverTests(RegistryFolder folder) : IClassFixture<RegistryFolder>
{
    private const long Time = 1_795_212_000_000;
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_message_that_is_bad_in_part_keeps_its_good_readings_and_books_each_refusal()
    {
        await using var inlet = await Inlet.StartAsync(folder.Registry);
        var (reason, contents) = await inlet.PublishAsync(
            $$$"""{"ts":{{{Time}}},"values":{"soil_temp":27.5,"wind":1,"soil_moisture":"wet","air_temp":{"x":1},"soil_ec":2}}""");

        Assert.Equal(PubAckReason.Success, reason);
        var sample = Assert.Single(contents.Samples);
        Assert.Equal((Time, SampleFlags.None), (sample.TimeMs, sample.Flags));
        Assert.Equal([27.5, 2], sample.Values);
        Assert.Equal(
            [RejectReason.UnknownIndicator, RejectReason.NotNumeric, RejectReason.Nested], contents.Rejections.Select(one => one.Reason));
        Assert.All(contents.Rejections, one => Assert.Equal((sample.Device, 1U), (one.Device, one.Count)));
    }

    [Theory]
    [InlineData("""[{"ts":1795212000000,"values":{"soil_temp":1,"wind":2}},{"soil_temp":""", RejectReason.Malformed, PubAckReason.PayloadFormatInvalid)]
    [InlineData("""[{"soil_temp":1},{"soil_temp":2},{"soil_temp":3},{"soil_temp":4},{"soil_temp":5}]""", RejectReason.TooManyReadings, PubAckReason.QuotaExceeded)]
    [InlineData("""{"soil_temp":1,"key":"a body that is longer than the eighty-eight bytes that this inlet takes of one message"}""", RejectReason.Oversized, PubAckReason.QuotaExceeded)]
    public async Task A_message_that_is_refused_as_a_whole_takes_back_what_it_had_put(string body, RejectReason refused, PubAckReason answer)
    {
        await using var inlet = await Inlet.StartAsync(
            folder.Registry, new IngestionOptions { MaxPayloadBytes = 88, Decoding = new DecodeLimits { MaxReadings = 4 } });
        var (reason, contents) = await inlet.PublishAsync(body);

        Assert.Equal(answer, reason);
        Assert.Empty(contents.Samples);
        var booked = Assert.Single(contents.Rejections);
        Assert.Equal((refused, 1U, Inlet.Topic, body), (booked.Reason, booked.Count, booked.Topic, Encoding.UTF8.GetString(booked.Body)));
        Assert.Equal(Assert.Single(contents.Devices).Device, booked.Device);
    }

    [Theory]
    [InlineData("sectors/agriculture/farm/stranger/telemetry", RejectReason.UnknownDevice, PubAckReason.NotAuthorized)]
    [InlineData("sectors/agriculture/estate/probe/telemetry", RejectReason.WrongSite, PubAckReason.NotAuthorized)]
    [InlineData("sectors/mining/farm/probe/telemetry", RejectReason.UnknownSector, PubAckReason.TopicNameInvalid)]
    [InlineData("farm/probe", RejectReason.BadTopic, PubAckReason.TopicNameInvalid)]
    public async Task A_message_of_nobody_known_is_booked_as_unattributed(string topic, RejectReason refused, PubAckReason answer)
    {
        await using var inlet = await Inlet.StartAsync(folder.Registry);
        var (reason, contents) = await inlet.PublishAsync("""{"soil_temp":1}""", topic);

        Assert.Equal(answer, reason);
        Assert.Empty(contents.Samples);
        var booked = Assert.Single(contents.Rejections);
        Assert.Equal((Numbers.None, refused, topic), (booked.Device, booked.Reason, booked.Topic));
    }

    [Fact]
    public async Task An_acknowledgement_waits_until_its_batch_is_durable()
    {
        await using var inlet = await Inlet.StartAsync(folder.Registry);
        await using var publisher = await inlet.ConnectAsync();

        var good = Inlet.PublishAsync(publisher, """{"soil_temp":1}""");
        await inlet.Log.NextAsync();
        var bad = Inlet.PublishAsync(publisher, "not a body");
        await inlet.Log.NextAsync();
        Assert.Equal((0, 2), (publisher.Acknowledged, publisher.InFlight));

        // When the second batch is only appended, the first one's acknowledgement has come and no other.
        inlet.Log.CompleteOne();
        Assert.Equal(PubAckReason.Success, await good.WaitAsync(_limit));
        Assert.Equal((1, 1, false), (publisher.Acknowledged, publisher.InFlight, bad.IsCompleted));

        inlet.Log.CompleteOne();
        Assert.Equal(PubAckReason.PayloadFormatInvalid, await bad.WaitAsync(_limit));
    }

    [Fact]
    public async Task Batches_are_used_again_without_a_trace_of_what_they_held()
    {
        await using var inlet = await Inlet.StartAsync(folder.Registry);
        inlet.Log.Open();
        await using var publisher = await inlet.ConnectAsync();
        for (var i = 0; i < 200; i++)
        {
            var body = i % 2 == 0 ? $$$"""{"ts":{{{Time + i}}},"values":{"soil_temp":{{{i}}}}}""" : "not a body";
            await Inlet.PublishAsync(publisher, body).WaitAsync(_limit);
        }

        Assert.Equal(200, inlet.Log.Durable.Count);
        foreach (var (contents, i) in inlet.Log.Durable.Select((contents, i) => (contents, i)))
        {
            Assert.Equal(i == 0 ? 1 : 0, contents.Devices.Count);
            Assert.Equal(i % 2 == 0 ? [(double)i] : [], contents.Samples.SelectMany(sample => sample.Values));
            Assert.Equal(i % 2, contents.Rejections.Count);
        }
    }

    [Fact]
    public void A_redelivered_body_without_a_time_gets_its_first_stamps_again()
    {
        const string Body = """[{"soil_temp":1},{"soil_temp":2}]""";
        var options = new IngestionOptions();
        var rules = new CurrentRulebook(Rulebook.Carried);
        var directory = new DeviceDirectory(folder.Registry, rules, options);
        using var log = new HeldLog();
        var services = new IngestionServices(
            log, directory, rules, new SparkplugNodes(options, TimeProvider.System), new ZigbeeBridges(options), options, TimeProvider.System);

        Assert.Equal([Time, Time + 1], Stamps(services, Body, Time, isDuplicate: false));
        Assert.Equal([Time + 2, Time + 3], Stamps(services, Body, Time, isDuplicate: false, packetId: 6));
        Assert.Equal([Time, Time + 1], Stamps(services, Body, Time + 9_000, isDuplicate: true));
        Assert.Equal([Time + 9_000, Time + 9_001], Stamps(services, Body, Time + 9_000, isDuplicate: true, packetId: 7));
    }

    private static IEnumerable<long> Stamps(IngestionServices services, string body, long receiptMs, bool isDuplicate, ushort packetId = 5)
    {
        var payload = Encoding.UTF8.GetBytes(body);
        var packet = new PublishPacket { Payload = payload, Qos = QualityOfService.AtLeastOnce, PacketId = packetId, Duplicate = isDuplicate };
        var batch = services.Batches.Rent();
        var sink = new BatchSink(services, batch, "client", packet, Numbers.Of(1, 1), receiptMs);
        Assert.Equal(
            RejectReason.None, NativeJsonDecoder.Decode(payload, services.NamesOf(Sector.Agriculture), ref sink, services.Options.Decoding));

        var samples = BatchContents.Of(batch).Samples;
        Assert.All(samples, sample => Assert.Equal(SampleFlags.ServerStamped, sample.Flags));
        return samples.Select(sample => sample.TimeMs);
    }
}
