using SmartSectors.Mqtt.Tests.Conformance.Wire;
using static SmartSectors.Mqtt.MqttVersion;

namespace SmartSectors.Mqtt.Tests.Conformance.Mqtt311;

public sealed class Chapter_4_8_Errors
{
    [Theory]
    [InlineData("00 00")] // reserved packet types
    [InlineData("F0 00")]
    [InlineData("20 02 00 00")] // CONNACK from a client
    [InlineData("90 03 00 01 00")] // SUBACK from a client
    [InlineData("B0 02 00 01")] // UNSUBACK from a client
    [InlineData("D0 00")] // PINGRESP from a client
    [InlineData("30 80 80 80 80 01")] // a length of five bytes
    [InlineData("82 05 00 01 00 02 74")] // a filter longer than its packet
    [InlineData("40 03 00 01 00")] // PUBACK with a reason, which is MQTT 5.0
    [InlineData("C0 01 00")] // PINGREQ with a body
    [Statement(V311, "MQTT-4.8.0-1")]
    public async Task MQTT_4_8_0_1_a_protocol_violation_closes_the_connection_without_a_word(string packet)
    {
        await using var broker = new Broker();
        var other = await broker.ConnectAsync(V311, "other");
        var client = await broker.ConnectAsync(V311, "c");
        await client.SendAsync(Hex.Bytes(packet));
        await client.IsClosedAsync();
        await other.ReceiveNothingAsync(); // its connection is none of this
    }

    [Fact]
    [Statement(V311, "MQTT-4.8.0-2")]
    public async Task MQTT_4_8_0_2_an_application_that_fails_closes_the_connection()
    {
        await using var broker = new Broker();
        broker.Application.Judge = static _ => throw new IOException("the log is full");
        var client = await broker.ConnectAsync(V311, "c");
        await client.SendAsync(Packet.Publish(V311, "t", "x", 1, 1));
        await client.IsClosedAsync();
    }
}
