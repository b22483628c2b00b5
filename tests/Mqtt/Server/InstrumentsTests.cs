using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using SmartSectors.Mqtt.Tests.Support;

namespace SmartSectors.Mqtt.Tests.Server;

public sealed class InstrumentsTests
{
    [Fact]
    public async Task Messages_and_the_reasons_of_closing_are_counted()
    {
        await using var server = await MqttTestServer.StartAsync();
        var counted = new ConcurrentDictionary<string, long>();
        using var listener = Listen(server.Services.GetRequiredService<IMeterFactory>(), counted);

        using (var peer = await server.ConnectAsync())
        {
            await peer.SendAsync(Packets.Publish(MqttVersion.V5, "t", "x", 1), Packets.Publish(MqttVersion.V5, "t", "x"));
            await peer.SendAsync(Packets.Publish(MqttVersion.V5, "#", "x"));
            while (await peer.ReadPacketAsync() is not null)
            {
                // To the end.
            }
        }

        await Deadline.Until(() => counted.GetValueOrDefault("smartsectors.mqtt.connections.closed Malformed") == 1);
        Assert.Equal(2, counted["smartsectors.mqtt.publishes "]);
        Assert.Equal(1, counted["smartsectors.mqtt.packets.malformed TopicInvalid"]);
        await Deadline.Until(() => counted["smartsectors.mqtt.connections "] == 0);
    }

    private static MeterListener Listen(IMeterFactory meters, ConcurrentDictionary<string, long> counted)
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Meter.Name == MqttInstruments.MeterName && instrument.Meter.Scope == meters) self.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
            counted.AddOrUpdate($"{instrument.Name} {(tags.Length == 0 ? "" : tags[0].Value)}", value, (_, sum) => sum + value));
        listener.Start();
        return listener;
    }
}
