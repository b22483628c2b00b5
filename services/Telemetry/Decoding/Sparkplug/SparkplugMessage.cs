namespace SmartSectors.Telemetry.Decoding.Sparkplug;

/// <summary>The message types of Sparkplug B topics (Sparkplug 3.0 §4.1.2).</summary>
public enum SparkplugMessage : byte { None, NodeBirth, NodeDeath, NodeData, NodeCommand, DeviceBirth, DeviceDeath, DeviceData, DeviceCommand }

/// <summary>What a message type means.</summary>
public static class SparkplugMessages
{
    /// <summary>Whether the topic names a device below the edge node.</summary>
    public static bool IsOfDevice(this SparkplugMessage message) => message >= SparkplugMessage.DeviceBirth;

    /// <summary>Commands go down to edge nodes and are no readings.</summary>
    public static bool IsCommand(this SparkplugMessage message) =>
        message is SparkplugMessage.NodeCommand or SparkplugMessage.DeviceCommand;

    internal static bool TryParse(ReadOnlySpan<byte> level, out SparkplugMessage message)
    {
        message = level switch
        {
            _ when level.SequenceEqual("NBIRTH"u8) => SparkplugMessage.NodeBirth,
            _ when level.SequenceEqual("NDEATH"u8) => SparkplugMessage.NodeDeath,
            _ when level.SequenceEqual("NDATA"u8) => SparkplugMessage.NodeData,
            _ when level.SequenceEqual("NCMD"u8) => SparkplugMessage.NodeCommand,
            _ when level.SequenceEqual("DBIRTH"u8) => SparkplugMessage.DeviceBirth,
            _ when level.SequenceEqual("DDEATH"u8) => SparkplugMessage.DeviceDeath,
            _ when level.SequenceEqual("DDATA"u8) => SparkplugMessage.DeviceData,
            _ when level.SequenceEqual("DCMD"u8) => SparkplugMessage.DeviceCommand,
            _ => SparkplugMessage.None,
        };
        return message is not SparkplugMessage.None;
    }
}
