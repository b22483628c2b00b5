using System.Buffers;
using System.Text;
using Microsoft.AspNetCore.Http.Features;

namespace SmartSectors.Mqtt;

// From the first byte to CONNACK.
public sealed partial class MqttConnection
{
    private IPublishReceiver? _receiver;
    private Session? _session;

    private async ValueTask<bool> ConnectAsync()
    {
        if (await ReadConnectAsync() is not { } packet) return false;

        Version = packet.Version;
        UserName = packet.UserName;
        ClientReceiveMaximum = packet.ReceiveMaximum;
        _output.Open(Version, packet.MaximumPacketSize, Math.Min(packet.TopicAliasMaximum, _limits.OutgoingTopicAliasMaximum));
        var assigned = packet.ClientId.Length == 0 ? $"auto-{Guid.NewGuid():N}" : null;
        ClientId = assigned ?? packet.ClientId;

        var (verdict, authenticationData) = FindRefusal(packet) is { } refusal
            ? (ConnectVerdict.Refuse(refusal), null)
            : await AuthorizeAsync(packet);
        if (Cause is not DisconnectCause.None) return false;
        if (verdict.IsAccepted && FindWillRefusal(packet, verdict.Rights) is { } willRefusal) verdict = ConnectVerdict.Refuse(willRefusal);
        if (!verdict.IsAccepted)
        {
            Refuse(verdict.Reason);
            return false;
        }

        Identity = verdict.Identity;
        Rights = verdict.Rights;
        return await OpenSessionAsync(packet, assigned, authenticationData);
    }

    private async ValueTask<bool> OpenSessionAsync(ConnectPacket packet, string? assigned, byte[]? authenticationData)
    {
        var expirySeconds = ExpirySecondsOf(packet);
        var answer = AnswerTo(packet, assigned, expirySeconds, authenticationData);
        if (packet.MaximumPacketSize is not null && !_output.Takes(answer.Encode(Version).Length))
        {
            Refuse(ConnectReason.PacketTooLarge);
            return false;
        }

        if (_server.Sessions.Open(this, packet.CleanStart, expirySeconds, WillOf(packet)) is not { Session: { } session } opened)
        {
            Refuse(ConnectReason.QuotaExceeded);
            return false;
        }

        _session = session;
        opened.Previous?.Break(DisconnectCause.SessionTakenOver);
        if (opened.Will is { } will) PublishWill(will);
        if (opened.IsPresent) _server.Sessions.KeepOnly(session, Rights);
        _receiver = _server.Application.Attach(this);
        if (session.IsStored) await _server.Store.DurableAsync().WaitAsync(_givenUp.Token);

        Accept(answer with { SessionPresent = opened.IsPresent }, packet.KeepAliveSeconds);
        session.Resume(this);
        _output.Flush();
        return true;
    }

    /// <summary>The session's own wishes, within the limit. A session of MQTT 3.1.1 that is not clean lives as long as any may.</summary>
    private uint ExpirySecondsOf(ConnectPacket packet) => Version is MqttVersion.V5
        ? Math.Min(packet.SessionExpirySeconds, _limits.MaxSessionExpirySeconds)
        : packet.CleanStart ? 0 : _limits.MaxSessionExpirySeconds;

    private static StoredWill? WillOf(ConnectPacket packet) => packet.Will is { } will
        ? new StoredWill(new MqttMessage(will.Topic, will.Payload, will.Properties, will.Qos), will.Retain, will.DelaySeconds)
        : null;

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
        header.CheckLength(packet.Version);
        consumed = scanner.Consumed;
        return packet;
    }

    /// <summary>What the protocol itself makes the server refuse.</summary>
    private ConnectReason? FindRefusal(ConnectPacket packet)
    {
        if (packet is { Version: MqttVersion.V311, ClientId.Length: 0, CleanStart: false })
        {
            return ConnectReason.ClientIdentifierNotValid; // MQTT 3.1.1 [MQTT-3.1.3-8]
        }

        return Encoding.UTF8.GetByteCount(packet.ClientId) > _limits.MaxClientIdLengthBytes ? ConnectReason.ClientIdentifierNotValid : null;
    }

    private ConnectReason? FindWillRefusal(ConnectPacket packet, IClientRights rights)
    {
        if (packet.Will is not { } will) return null;
        if (will.Topic.Length > _limits.MaxTopicLengthBytes || TopicLevels.Count(will.Topic) > _limits.MaxTopicLevels)
        {
            return ConnectReason.TopicNameInvalid;
        }

        return will.Topic[0] == '$' || !rights.MayPublish(will.Topic) ? ConnectReason.NotAuthorized : null;
    }

    private async ValueTask<(ConnectVerdict Verdict, byte[]? AuthenticationData)> AuthorizeAsync(ConnectPacket packet)
    {
        try
        {
            if (packet.AuthenticationMethod is not null) return await AuthenticateAsync(packet);
            if (Listener.OpenRights is { } rights) return (ConnectVerdict.Accept(rights: rights), null);
            return (await _server.Application.AuthorizeAsync(RequestOf(packet), _givenUp.Token), null);
        }
        catch (Exception e) when (e is not (MalformedPacketException or OperationCanceledException) && !TransportFailure.Is(e))
        {
            return (Failed(e), null);
        }
        catch (OperationCanceledException e) when (!_givenUp.IsCancellationRequested)
        {
            return (Failed(e), null);
        }
    }

    private ConnectVerdict Failed(Exception exception)
    {
        MqttLog.ApplicationFailed(_server.Logger, ClientId, Id, exception);
        return ConnectVerdict.Refuse(ConnectReason.ServerUnavailable);
    }

    private ConnectRequest RequestOf(ConnectPacket packet) => new()
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

    private void Refuse(ConnectReason reason)
    {
        var answer = new ConnAckPacket { Reason = reason }.Encode(Version);
        if (_output.Takes(answer.Length)) _output.Write(answer);
        _server.Instruments.Refused(reason);
        MqttLog.Refused(_server.Logger, ClientId, Id, RemoteEndPoint, reason);
        End(DisconnectCause.Refused);
    }

    private ConnAckPacket AnswerTo(ConnectPacket packet, string? assignedClientId, uint expirySeconds, byte[]? authenticationData)
    {
        var longest = (ushort)_limits.MaxKeepAlive.TotalSeconds;
        var overrules = Version is MqttVersion.V5 && (packet.KeepAliveSeconds == 0 || packet.KeepAliveSeconds > longest);
        return new ConnAckPacket
        {
            Reason = ConnectReason.Success,
            ReceiveMaximum = _limits.ReceiveMaximum,
            MaximumPacketSize = (uint)_limits.MaxPacketSizeBytes,
            TopicAliasMaximum = _limits.TopicAliasMaximum,
            AssignedClientId = assignedClientId,
            ServerKeepAliveSeconds = overrules ? longest : null,
            SessionExpirySeconds = Version is MqttVersion.V5 && expirySeconds != packet.SessionExpirySeconds ? expirySeconds : null,
            AuthenticationMethod = packet.AuthenticationMethod,
            AuthenticationData = authenticationData,
        };
    }

    private void Accept(ConnAckPacket answer, ushort askedKeepAliveSeconds)
    {
        _output.Write(answer.Encode(Version));
        Open(TimeSpan.FromSeconds(answer.ServerKeepAliveSeconds ?? askedKeepAliveSeconds)); // [MQTT-3.2.2-22]
        MqttLog.Connected(_server.Logger, ClientId, Id, RemoteEndPoint, Version);
    }
}
