using System.Buffers;
using System.Text;
using Microsoft.AspNetCore.Http.Features;

namespace SmartSectors.Mqtt;

// From the first byte to CONNACK.
public sealed partial class MqttConnection
{
    private IPublishReceiver? _receiver;

    private async ValueTask<bool> ConnectAsync()
    {
        if (await ReadConnectAsync() is not { } packet) return false;

        Version = packet.Version;
        UserName = packet.UserName;
        var assigned = packet.ClientId.Length == 0 ? $"auto-{Guid.NewGuid():N}" : null;
        ClientId = assigned ?? packet.ClientId;

        var verdict = FindRefusal(packet) is { } refusal ? ConnectVerdict.Refuse(refusal) : await AuthorizeAsync(packet);
        if (Cause is not DisconnectCause.None) return false;
        if (!verdict.IsAccepted)
        {
            Refuse(verdict.Reason);
            return false;
        }

        Identity = verdict.Identity;
        Rights = verdict.Rights;
        _receiver = _server.Application.Attach(this);
        _server.TakeSession(this);
        Accept(packet, assigned);
        return true;
    }

    private async ValueTask<ConnectPacket?> ReadConnectAsync()
    {
        while (true)
        {
            var read = await _input.ReadAsync();
            var consumed = read.Buffer.Start;
            var examined = read.Buffer.End;
            try
            {
                if (read.IsCanceled) return null;
                if (TryReadConnect(read.Buffer, ref consumed) is { } packet)
                {
                    examined = consumed; // a client may publish without waiting for CONNACK (§3.1.4)
                    return packet;
                }

                if (!read.IsCompleted) continue;
                End(DisconnectCause.PeerClosed);
                return null;
            }
            finally
            {
                _input.AdvanceTo(consumed, examined);
            }
        }
    }

    private ConnectPacket? TryReadConnect(in ReadOnlySequence<byte> buffer, ref SequencePosition consumed)
    {
        // [MQTT-3.1.0-1]; told by the first byte, so that a peer that speaks something else is not waited for.
        if (!buffer.IsEmpty && buffer.FirstSpan[0] >> 4 != (int)PacketType.Connect)
        {
            MalformedPacketException.Throw(MalformedReason.FirstPacketNotConnect);
        }

        using var scanner = new PacketScanner(buffer, _limits.MaxPacketSizeBytes);
        if (!scanner.TryNext(out var header, out var body)) return null;
        var packet = ConnectPacketReader.Read(header.Flags, body);
        consumed = scanner.Consumed;
        return packet;
    }

    /// <summary>What the protocol itself makes the server refuse.</summary>
    private ConnectReason? FindRefusal(ConnectPacket packet)
    {
        if (packet.AuthenticationMethod is not null) return ConnectReason.BadAuthenticationMethod; // [MQTT-4.12.0-1]
        if (packet is { Version: MqttVersion.V311, ClientId.Length: 0, CleanStart: false })
        {
            return ConnectReason.ClientIdentifierNotValid; // MQTT 3.1.1 [MQTT-3.1.3-8]
        }

        if (Encoding.UTF8.GetByteCount(packet.ClientId) > _limits.MaxClientIdLengthBytes)
        {
            return ConnectReason.ClientIdentifierNotValid;
        }

        // MQTT 3.1.1 has no way to announce these two, so there the will is let in and never sent.
        if (packet is { Version: MqttVersion.V5, Will: { } will })
        {
            if (will.Retain) return ConnectReason.RetainNotSupported; // [MQTT-3.2.2-13]
            if (will.Qos is QualityOfService.ExactlyOnce) return ConnectReason.QosNotSupported; // [MQTT-3.2.2-12]
        }

        return null;
    }

    private async ValueTask<ConnectVerdict> AuthorizeAsync(ConnectPacket packet)
    {
        if (Listener.OpenRights is { } rights) return ConnectVerdict.Accept(rights: rights);

        var request = new ConnectRequest
        {
            ClientId = ClientId,
            Version = packet.Version,
            UserName = packet.UserName,
            Password = packet.Password,
            RemoteEndPoint = RemoteEndPoint,
            Listener = Listener,
            ClientCertificate = _context.Features.Get<ITlsConnectionFeature>()?.ClientCertificate,
            UserProperties = packet.UserProperties,
        };
        try
        {
            return await _server.Application.AuthorizeAsync(request, _givenUp.Token);
        }
        catch (Exception e) when (e is not OperationCanceledException || !_givenUp.IsCancellationRequested)
        {
            MqttLog.ApplicationFailed(_server.Logger, ClientId, Id, e);
            return ConnectVerdict.Refuse(ConnectReason.ServerUnavailable);
        }
    }

    private void Refuse(ConnectReason reason)
    {
        _output.Write(new ConnAckPacket { Reason = reason }.Encode(Version));
        _server.Instruments.Refused(reason);
        MqttLog.Refused(_server.Logger, ClientId, Id, RemoteEndPoint, reason);
        End(DisconnectCause.Refused);
    }

    private void Accept(ConnectPacket packet, string? assignedClientId)
    {
        var longest = (ushort)_limits.MaxKeepAlive.TotalSeconds;
        var overrules = Version is MqttVersion.V5 && (packet.KeepAliveSeconds == 0 || packet.KeepAliveSeconds > longest);
        var keepAliveSeconds = overrules ? longest : packet.KeepAliveSeconds;

        var answer = new ConnAckPacket
        {
            Reason = ConnectReason.Success,
            ReceiveMaximum = _limits.ReceiveMaximum,
            MaximumPacketSize = (uint)_limits.MaxPacketSizeBytes,
            TopicAliasMaximum = _limits.TopicAliasMaximum,
            MaximumQos = QualityOfService.AtLeastOnce,
            RetainAvailable = false,
            WildcardAvailable = false,
            SubscriptionIdentifiersAvailable = false,
            SharedAvailable = false,
            AssignedClientId = assignedClientId,
            ServerKeepAliveSeconds = overrules ? longest : null,
            SessionExpirySeconds = packet.SessionExpirySeconds == 0 ? null : 0, // no session outlives its connection yet
        };
        _output.Write(answer.Encode(Version));
        _output.Flush();
        Open(TimeSpan.FromSeconds(keepAliveSeconds));
        MqttLog.Connected(_server.Logger, ClientId, Id, RemoteEndPoint, Version);
    }
}
