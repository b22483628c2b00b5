using System.Diagnostics.CodeAnalysis;

namespace SmartSectors.Mqtt;

/// <summary>The peer sent what the specification forbids; framing may be lost, so its connection is closed.</summary>
public sealed class MalformedPacketException : Exception
{
    public MalformedPacketException(MalformedReason reason)
        : base($"malformed MQTT packet: {reason}") => Reason = reason;

    public MalformedReason Reason { get; }

    [DoesNotReturn]
    internal static void Throw(MalformedReason reason) => throw new MalformedPacketException(reason);
}
