using Microsoft.Extensions.Options;

namespace SmartSectors.Mqtt;

/// <summary>Reports every wrong option at once.</summary>
internal sealed class MqttServerOptionsValidator : IValidateOptions<MqttServerOptions>
{
    public ValidateOptionsResult Validate(string? name, MqttServerOptions options)
    {
        var errors = MqttLimitsValidator.FindErrors(options).Select(error => $"Mqtt: {error.Limit} {error.Must}").ToList();
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }
}
