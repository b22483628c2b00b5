using System.Buffers;

namespace SmartSectors.Mqtt;

// Enhanced authentication (MQTT 5.0 §4.12): AUTH packets between CONNECT and CONNACK, and again at any time after.
public sealed partial class MqttConnection
{
    private ConnectRequest? _authenticationRequest;
    private string? _authenticationMethod;
    private IEnhancedAuthentication? _authentication;
    private AuthPacket? _authenticating;

    private async ValueTask<(ConnectVerdict Verdict, byte[]? Data)> AuthenticateAsync(ConnectPacket packet)
    {
        _authenticationMethod = packet.AuthenticationMethod!;
        _authenticationRequest = RequestOf(packet) with { Password = null };
        var authentication = _server.Application.BeginAuthentication(RequestOf(packet), _authenticationMethod);
        if (authentication is null) return (ConnectVerdict.Refuse(ConnectReason.BadAuthenticationMethod), null); // [MQTT-4.12.0-1]

        var step = await authentication.ContinueAsync(packet.AuthenticationData ?? [], _givenUp.Token);
        while (step.GoesOn)
        {
            Ask(step.Data!);
            if (Cause is not DisconnectCause.None || await ReadAuthAsync() is not { } answer) return (default, null);
            if (answer.Reason is not AuthReason.ContinueAuthentication) MalformedPacketException.Throw(MalformedReason.UnexpectedPacket);
            CheckMethod(answer);
            step = await authentication.ContinueAsync(answer.Data ?? [], _givenUp.Token);
        }

        return (step.Verdict ?? ConnectVerdict.Refuse(ConnectReason.NotAuthorized), step.Data);
    }

    /// <summary>AUTH on an open connection: it is answered before anything else is read.</summary>
    private void BeginAuthentication(AuthPacket packet)
    {
        if (_authenticationMethod is null) MalformedPacketException.Throw(MalformedReason.UnexpectedPacket); // [MQTT-4.12.1-1]
        CheckMethod(packet);
        var begins = packet.Reason is AuthReason.ReAuthenticate;
        if (begins != _authentication is null) MalformedPacketException.Throw(MalformedReason.UnexpectedPacket);
        _authenticating = packet;
    }

    private async ValueTask AuthenticateAgainAsync(AuthPacket packet)
    {
        _authentication ??= _server.Application.BeginAuthentication(_authenticationRequest!, _authenticationMethod!);
        var step = _authentication is null ? default : await _authentication.ContinueAsync(packet.Data ?? [], _givenUp.Token);
        if (step.GoesOn)
        {
            Ask(step.Data!);
            return;
        }

        _authentication = null;
        if (step.Verdict is not { IsAccepted: true } verdict)
        {
            End(DisconnectCause.AuthenticationFailed); // [MQTT-4.12.1-2]
            return;
        }

        Identity = verdict.Identity;
        ChangeRights(verdict.Rights);
        TryAnswer(AuthPacket.Write(new AuthPacket { Reason = AuthReason.Success, Method = _authenticationMethod!, Data = step.Data }));
    }

    private void Ask(byte[] data)
    {
        TryAnswer(AuthPacket.Write(new AuthPacket { Reason = AuthReason.ContinueAuthentication, Method = _authenticationMethod!, Data = data }));
        _output.Flush();
    }

    /// <summary>[MQTT-4.12.0-5], [MQTT-4.12.1-1]: the method is the one of CONNECT.</summary>
    private void CheckMethod(AuthPacket packet)
    {
        if (packet.Method != _authenticationMethod) MalformedPacketException.Throw(MalformedReason.AuthenticationMethod);
    }

    /// <summary>Null when the connection ends instead.</summary>
    private async ValueTask<AuthPacket?> ReadAuthAsync()
    {
        while (true)
        {
            var read = await _input.ReadAsync(_givenUp.Token);
            var consumed = read.Buffer.Start;
            var examined = read.Buffer.End;
            try
            {
                if (read.IsCanceled) return null;
                if (TryReadAuth(read.Buffer, ref consumed) is { } packet)
                {
                    examined = consumed;
                    return packet;
                }

                if (Cause is not DisconnectCause.None) return null;
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

    /// <summary>Between CONNECT and CONNACK a client may send AUTH and DISCONNECT only ([MQTT-4.12.0-4] and §4.12).</summary>
    private AuthPacket? TryReadAuth(in ReadOnlySequence<byte> buffer, ref SequencePosition consumed)
    {
        using var scanner = new PacketScanner(buffer, _limits.MaxPacketSizeBytes);
        if (!scanner.TryNext(out var header, out var body)) return null;
        consumed = scanner.Consumed;
        header.CheckLength(Version);
        if (header.Type is PacketType.Auth) return AuthPacket.Read(header.Flags, body);
        if (header.Type is not PacketType.Disconnect) MalformedPacketException.Throw(MalformedReason.UnexpectedPacket);
        End(DisconnectCause.ClientDisconnected);
        return null;
    }
}
