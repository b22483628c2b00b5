using SmartSectors.Telemetry.Readings;

namespace SmartSectors.Telemetry.Decoding.Sparkplug;

/// <summary>How a message changed what is known of an edge node.</summary>
public enum SparkplugChange : byte
{
    None,

    /// <summary>The node is online; all its devices are stale until they are born in turn.</summary>
    NodeBorn,

    /// <summary>The message's device is online.</summary>
    DeviceBorn,

    /// <summary>The node and all its devices are stale: their last values hold no more.</summary>
    NodeDied,

    /// <summary>The message's device is stale.</summary>
    DeviceDied,
}

/// <summary>What became of a message.</summary>
/// <param name="Refused">On any reason but None the message is refused as a whole and the node's state is as before.</param>
public readonly record struct SparkplugOutcome(RejectReason Refused, SparkplugChange Change);
