namespace SmartSectors.Mqtt;

/// <summary>A connection whose CONNACK said Success: its transport, the answer, and what was received after it.</summary>
internal sealed record ClientHandshake(ClientTransport Transport, ConnAckPacket Answer, PacketInput Input)
{
    /// <summary>Opens the transport, says CONNECT and waits for the answer.</summary>
    /// <exception cref="MqttClientException">Refused, timed out or not reachable.</exception>
    public static async Task<ClientHandshake> ConnectAsync(
        MqttServerAddress server, ConnectPacket connect, PacketInputLimits limits, TimeSpan timeLimit, TimeProvider time, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(timeLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        ClientTransport? transport = null;
        try
        {
            transport = await ClientTransport.OpenAsync(server.Host, server.Port, server.Tls, either.Token);
            await transport.Stream.WriteAsync(ConnectPacketWriter.Write(connect), either.Token);
            var input = new PacketInput(transport.Stream, limits.InitialBytes, limits.MaxPacketSizeBytes);
            return new ClientHandshake(transport, await ReadAnswerAsync(input, connect.Version, either.Token), input);
        }
        catch (Exception e)
        {
            transport?.Dispose();
            if (timeout.IsCancellationRequested && e is OperationCanceledException)
            {
                throw new MqttClientException(MqttClientFailure.ConnectTimedOut, $"no CONNACK within {timeLimit}", e);
            }

            if (e is OperationCanceledException) throw;
            throw MqttClientException.Of(e);
        }
    }

    private static async Task<ConnAckPacket> ReadAnswerAsync(PacketInput input, MqttVersion version, CancellationToken cancellationToken)
    {
        ConnAckPacket? answer;
        while ((answer = TryReadAnswer(input, version)) is null) await input.FillAsync(cancellationToken);
        if (answer.Reason is ConnectReason.Success) return answer;

        throw new MqttClientException(MqttClientFailure.Refused, $"the MQTT server refused the client: {answer.Reason}")
        {
            ConnectReason = answer.Reason,
        };
    }

    private static ConnAckPacket? TryReadAnswer(PacketInput input, MqttVersion version)
    {
        if (!input.TryNext(out var header, out var body, out _)) return null;
        if (header.Type is not PacketType.ConnAck) MalformedPacketException.Throw(MalformedReason.UnexpectedPacket);

        // A server that knows only MQTT 3.1.1 refuses another level in its own way: flags and a return code, no
        // properties (MQTT 3.1.1 [MQTT-3.1.2-2], §3.2.2.3).
        var refusedBy311 = version is MqttVersion.V5 && body is [0, not 0];
        return ConnAckPacket.Read(header.Flags, body, refusedBy311 ? MqttVersion.V311 : version);
    }
}

/// <summary>What a client holds of its server's packets; see <see cref="PacketInput"/>.</summary>
internal readonly record struct PacketInputLimits(int InitialBytes, int MaxPacketSizeBytes);

/// <summary>Where a server is, and how it is spoken to.</summary>
/// <param name="Tls">Null for bare TCP.</param>
internal readonly record struct MqttServerAddress(string Host, int Port, MqttTlsOptions? Tls);
