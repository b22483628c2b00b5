namespace SmartSectors.Mqtt;

/// <summary>The reason code of an AUTH (MQTT 5.0 §3.15.2.1).</summary>
public enum AuthReason : byte
{
    /// <summary>From a server only.</summary>
    Success = 0x00,
    ContinueAuthentication = 0x18,

    /// <summary>From a client only.</summary>
    ReAuthenticate = 0x19,
}
