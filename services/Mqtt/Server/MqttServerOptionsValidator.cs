using Microsoft.Extensions.Options;

namespace SmartSectors.Mqtt;

/// <summary>Reports every wrong option at once.</summary>
internal sealed class MqttServerOptionsValidator : IValidateOptions<MqttServerOptions>
{
    public ValidateOptionsResult Validate(string? name, MqttServerOptions options)
    {
        var errors = new List<string>();
        Within(nameof(options.MaxPacketSizeBytes), options.MaxPacketSizeBytes, 128, FixedHeader.MaxSize + VariableByteInteger.Max);
        Within(nameof(options.MaxTopicLengthBytes), options.MaxTopicLengthBytes, 1, ushort.MaxValue);
        Within(nameof(options.MaxClientIdLengthBytes), options.MaxClientIdLengthBytes, 23, ushort.MaxValue); // [MQTT-3.1.3-5]
        Within(nameof(options.MaxConnections), options.MaxConnections, 1, int.MaxValue);
        Within(nameof(options.ReceiveMaximum), options.ReceiveMaximum, 1, ushort.MaxValue);
        Within(nameof(options.MaxUnacknowledged), options.MaxUnacknowledged, 1, ushort.MaxValue);
        AtLeastOneSecond(nameof(options.ConnectTimeout), options.ConnectTimeout);
        AtLeastOneSecond(nameof(options.MaxKeepAlive), options.MaxKeepAlive);
        AtLeastOneSecond(nameof(options.SendTimeout), options.SendTimeout);
        AtLeastOneSecond(nameof(options.DrainTimeout), options.DrainTimeout);
        if (options.MaxKeepAlive.TotalSeconds > ushort.MaxValue) errors.Add("Mqtt: MaxKeepAlive must be at most 65,535 s");
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);

        void Within(string option, int value, int least, int most)
        {
            if (value < least || value > most) errors.Add($"Mqtt: {option} must be from {least} to {most}, but is {value}");
        }

        void AtLeastOneSecond(string option, TimeSpan value)
        {
            if (value < TimeSpan.FromSeconds(1)) errors.Add($"Mqtt: {option} must be at least one second, but is {value}");
        }
    }
}
