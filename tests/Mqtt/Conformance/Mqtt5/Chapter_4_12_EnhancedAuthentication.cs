using SmartSectors.Mqtt.Tests.Conformance.Wire;
using static SmartSectors.Mqtt.MqttVersion;

namespace SmartSectors.Mqtt.Tests.Conformance.Mqtt5;

public sealed class Chapter_4_12_EnhancedAuthentication
{
    private const string Method = "SUM";

    [Fact]
    [Statement(V5, "MQTT-3.15.1-1")]
    public async Task MQTT_3_15_1_1_AUTH_with_other_flags_than_0_closes_the_connection()
    {
        await using var broker = new Broker();
        var client = await AuthenticateAsync(broker);
        await client.SendAsync([0xF1, .. Packet.Auth(0x19, [.. Property.AuthenticationMethod(Method)])[1..]]);
        await client.IsClosedAsync(0x81);
    }

    [Theory]
    [InlineData(0x00)] // a server's alone
    [InlineData(0x55)]
    [Statement(V5, "MQTT-3.15.2-1")]
    public async Task MQTT_3_15_2_1_AUTH_with_a_reason_that_no_client_has_is_an_error(int reason)
    {
        await using var broker = new Broker();
        var client = await AuthenticateAsync(broker);
        await client.SendAsync(Packet.Auth(reason, Property.AuthenticationMethod(Method)));
        await client.IsClosedForErrorAsync();
    }

    [Fact]
    [Statement(V5, "MQTT-4.12.0-2")]
    [Statement(V5, "MQTT-4.12.0-5")]
    [Statement(V5, "MQTT-3.15.2-1")]
    public async Task MQTT_4_12_0_2_and_4_12_0_5_and_3_15_2_1_the_server_asks_with_AUTH_0x18_that_names_the_method()
    {
        await using var broker = new Broker();
        var client = Begin(broker);
        await client.SendAsync(ConnectWithMethod().ToPacket());
        var question = (await client.ReceiveAsync()).AsAuth();
        Assert.Equal((0x18, Method), (question.Reason, question.Properties.Text(Property.AuthenticationMethodId)));
        Assert.Equal([2, 3], question.Properties.Binary(Property.AuthenticationDataId)!);
    }

    /// <summary>AUTH with its method and two bytes of data has 15 bytes; with less the client takes no AUTH at all.</summary>
    [Theory]
    [InlineData(14)]
    [InlineData(15)]
    [Statement(V5, "MQTT-3.15.2-2")]
    [Statement(V5, "MQTT-3.15.2-3")]
    public async Task MQTT_3_15_2_2_and_3_15_2_3_AUTH_is_not_made_longer_than_the_client_takes(uint maximum)
    {
        await using var broker = new Broker();
        var client = Begin(broker);
        await client.SendAsync(ConnectWithMethod(Property.MaximumPacketSize(maximum)).ToPacket());
        if (maximum < 15) await client.IsNotLetInAsync();
        else Assert.Equal(15, (await client.ReceiveAsync()).Length);
    }

    [Fact]
    [Statement(V5, "MQTT-4.12.0-1")]
    public async Task MQTT_4_12_0_1_a_method_that_nobody_knows_is_refused_with_0x8C()
    {
        await using var broker = new Broker();
        var client = broker.Open(V5);
        var answer = await client.ConnectAsync(ConnectWithMethod());
        Assert.Equal((0, 0x8C), (answer.Flags, answer.Reason));
        await client.IsClosedAsync();
    }

    [Fact]
    [Statement(V5, "MQTT-4.12.0-4")]
    public async Task MQTT_4_12_0_4_a_wrong_answer_is_refused_and_closed()
    {
        await using var broker = new Broker();
        var client = Begin(broker);
        await client.SendAsync(ConnectWithMethod().ToPacket());
        await client.ReceiveAsync();
        await client.SendAsync(Answer(6));
        Assert.Equal(0x87, (await client.ReceiveAsync()).AsConnAck().Reason);
        await client.IsClosedAsync();
    }

    [Fact]
    [Statement(V5, "MQTT-4.12.0-5")]
    public async Task MQTT_4_12_0_5_the_CONNACK_of_success_names_the_method()
    {
        await using var broker = new Broker();
        var client = await AuthenticateAsync(broker);
        Assert.Equal(Method, client.ConnAck.Properties.Text(Property.AuthenticationMethodId));
    }

    [Fact]
    [Statement(V5, "MQTT-4.12.0-5")]
    public async Task MQTT_4_12_0_5_an_AUTH_of_another_method_closes_the_connection()
    {
        await using var broker = new Broker();
        var client = Begin(broker);
        await client.SendAsync(ConnectWithMethod().ToPacket());
        await client.ReceiveAsync();
        await client.SendAsync(Packet.Auth(0x18, [.. Property.AuthenticationMethod("PRODUCT"), .. Property.AuthenticationData(5)]));
        await client.IsNotLetInAsync();
    }

    [Fact]
    [Statement(V5, "MQTT-4.12.0-6")]
    public async Task MQTT_4_12_0_6_without_a_method_there_is_no_AUTH_and_no_method_in_CONNACK()
    {
        await using var broker = new Broker();
        broker.Application.Authenticator = static (_, _) => new Sum();
        var client = await broker.ConnectAsync(V5, "c");
        Assert.False(client.ConnAck.Properties.Has(Property.AuthenticationMethodId));
    }

    [Fact]
    [Statement(V5, "MQTT-4.12.0-7")]
    public async Task MQTT_4_12_0_7_an_AUTH_of_a_client_without_a_method_is_a_protocol_error()
    {
        await using var broker = new Broker();
        var client = await broker.ConnectAsync(V5, "c");
        await client.SendAsync(Packet.Auth(0x19, Property.AuthenticationMethod(Method)));
        await client.IsClosedAsync(0x82);
    }

    [Fact]
    [Statement(V5, "MQTT-3.1.2-30")]
    public async Task MQTT_3_1_2_30_anything_but_AUTH_before_CONNACK_closes_the_connection()
    {
        await using var broker = new Broker();
        var client = Begin(broker);
        await client.SendAsync(ConnectWithMethod().ToPacket());
        await client.ReceiveAsync();
        await client.SendAsync(Packet.PingReq);
        await client.IsNotLetInAsync();
    }

    [Fact]
    [Statement(V5, "MQTT-4.12.1-1")]
    [Statement(V5, "MQTT-4.12.0-5")]
    public async Task MQTT_4_12_1_1_and_4_12_0_5_a_client_authenticates_again_with_its_method_while_messages_go_on()
    {
        await using var broker = new Broker();
        var client = await AuthenticateAsync(broker);
        await client.SendAsync(Packet.Auth(0x19, Property.AuthenticationMethod(Method)));
        Assert.Equal(0x18, (await client.ReceiveAsync()).AsAuth().Reason);
        await client.PublishAsync("t", "meanwhile", 1);
        await client.SendAsync(Answer(5));
        var done = (await client.ReceiveAsync()).AsAuth();
        Assert.Equal((0x00, Method), (done.Reason, done.Properties.Text(Property.AuthenticationMethodId)));
    }

    [Fact]
    [Statement(V5, "MQTT-4.12.1-1")]
    public async Task MQTT_4_12_1_1_authenticating_again_with_another_method_closes_the_connection()
    {
        await using var broker = new Broker();
        var client = await AuthenticateAsync(broker);
        await client.SendAsync(Packet.Auth(0x19, Property.AuthenticationMethod("PRODUCT")));
        await client.IsClosedForErrorAsync();
    }

    [Fact]
    [Statement(V5, "MQTT-4.12.1-2")]
    public async Task MQTT_4_12_1_2_authenticating_again_in_vain_closes_the_connection()
    {
        await using var broker = new Broker();
        var client = await AuthenticateAsync(broker);
        await client.SendAsync(Packet.Auth(0x19, Property.AuthenticationMethod(Method)));
        await client.ReceiveAsync();
        await client.SendAsync(Answer(6));
        await client.IsClosedAsync(0x87);
    }

    private static Client Begin(Broker broker)
    {
        broker.Application.Authenticator = static (_, method) => method == Method ? new Sum() : null;
        return broker.Open(V5);
    }

    private static async Task<Client> AuthenticateAsync(Broker broker)
    {
        var client = Begin(broker);
        await client.SendAsync(ConnectWithMethod().ToPacket());
        await client.ReceiveAsync();
        await client.SendAsync(Answer(5));
        Assert.Equal(0, (await client.ReceiveConnAckAsync()).Reason);
        return client;
    }

    private static Connect ConnectWithMethod(params byte[] properties) =>
        new(V5, "c") { Properties = [.. Property.AuthenticationMethod(Method), .. properties] };

    private static byte[] Answer(byte sum) =>
        Packet.Auth(0x18, [.. Property.AuthenticationMethod(Method), .. Property.AuthenticationData(sum)]);

    /// <summary>Asks for the sum of 2 and 3.</summary>
    private sealed class Sum : IEnhancedAuthentication
    {
        public ValueTask<AuthenticationStep> ContinueAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken) => new(data.Span switch
        {
            [] => AuthenticationStep.Continue([2, 3]),
            [5] => AuthenticationStep.End(ConnectVerdict.Accept()),
            _ => AuthenticationStep.End(ConnectVerdict.Refuse(ConnectReason.NotAuthorized)),
        });
    }
}
