namespace SmartSectors.Mqtt;

/// <summary>Delivery promise of a PUBLISH (MQTT 5.0 §4.3).</summary>
public enum QualityOfService : byte
{
    AtMostOnce = 0,
    AtLeastOnce = 1,
    ExactlyOnce = 2,
}
