namespace SmartSectors.Mqtt;

/// <summary>Who sent a packet that is read: some reason codes and properties are allowed to one side only.</summary>
internal enum PacketSender : byte
{
    Client,
    Server,
}
