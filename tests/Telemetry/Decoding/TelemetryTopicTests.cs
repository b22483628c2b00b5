using System.Text;
using SmartSectors.Telemetry.Decoding;

namespace SmartSectors.Telemetry.Tests.Decoding;

public class TelemetryTopicTests
{
    [Fact]
    public void The_parts_are_the_levels()
    {
        Assert.True(TelemetryTopic.TryParse("sectors/agriculture/farm-1/soil:7/telemetry"u8, out var topic));
        Assert.Equal("agriculture", Encoding.UTF8.GetString(topic.Sector));
        Assert.Equal("farm-1", Encoding.UTF8.GetString(topic.Site));
        Assert.Equal("soil:7", Encoding.UTF8.GetString(topic.Device));
    }

    [Fact]
    public void A_device_may_be_called_telemetry() =>
        Assert.True(TelemetryTopic.TryParse("sectors/health/telemetry/telemetry/telemetry"u8, out _));

    [Theory]
    [InlineData("")]
    [InlineData("sectors/")]
    [InlineData("sectors/telemetry")]
    [InlineData("sectors/a/telemetry")]
    [InlineData("sectors/a/s/telemetry")]
    [InlineData("sectors/a/s/d")]
    [InlineData("sectors/a/s/d/telemetr")]
    [InlineData("sectors/a/s/d/telemetry/")]
    [InlineData("sectors/a/s/d/x/telemetry")]
    [InlineData("sectors/a/s/d/commands")]
    [InlineData("/sectors/a/s/d/telemetry")]
    [InlineData("sector/a/s/d/telemetry")]
    [InlineData("Sectors/a/s/d/telemetry")]
    [InlineData("sectors//s/d/telemetry")]
    [InlineData("sectors/a//d/telemetry")]
    [InlineData("sectors/a/s//telemetry")]
    [InlineData("sectors/a/s p/d/telemetry")]
    [InlineData("sectors/a/s/d+/telemetry")]
    [InlineData("sectors/a/s/thiết-bị/telemetry")]
    public void Any_other_form_is_no_telemetry_topic(string topic) =>
        Assert.False(TelemetryTopic.TryParse(Encoding.UTF8.GetBytes(topic), out _));

    [Fact]
    public void Long_ids_and_hostile_bytes_are_refused()
    {
        Assert.True(TelemetryTopic.TryParse(Encoding.UTF8.GetBytes($"sectors/a/{new string('s', 64)}/d/telemetry"), out _));
        Assert.False(TelemetryTopic.TryParse(Encoding.UTF8.GetBytes($"sectors/a/{new string('s', 65)}/d/telemetry"), out _));
        Assert.False(TelemetryTopic.TryParse("sectors/a/s\xFF/d/telemetry"u8, out _));
        Assert.False(TelemetryTopic.TryParse([.. "sectors/a/s/"u8, 0xC3, 0x28, .. "/telemetry"u8], out _));
        Assert.False(TelemetryTopic.TryParse([.. "sectors/"u8, .. new byte[1_000_000], .. "/telemetry"u8], out _));
    }
}
