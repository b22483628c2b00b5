using Microsoft.Extensions.Logging;
using SmartSectors.Mqtt;

namespace SmartSectors.Ingestion.Brokers;

internal static partial class BrokerLog
{
    [LoggerMessage(1, LogLevel.Information, "Broker {Broker} is read as {ClientId} by {Version}: {Filters}; its session {WasPresent}")]
    public static partial void Connected(ILogger logger, string broker, string clientId, MqttVersion version, string filters, string wasPresent);

    [LoggerMessage(2, LogLevel.Warning, "Broker {Broker} is not read: {Problem}; next attempt in {DelaySeconds:0.0} s")]
    public static partial void Lost(ILogger logger, string broker, string problem, double delaySeconds);

    [LoggerMessage(3, LogLevel.Information, "Broker {Broker} does not know MQTT 5.0: it is read by 3.1.1")]
    public static partial void FellBack(ILogger logger, string broker);

    [LoggerMessage(4, LogLevel.Warning, "Broker {Broker} has no shared subscriptions, or cannot say so: whoever else reads it gets every message as well")]
    public static partial void CannotShare(ILogger logger, string broker);

    [LoggerMessage(5, LogLevel.Warning, "Broker {Broker} grants QoS {Granted} for {Filter} where {Wanted} was asked: messages may be lost on the way")]
    public static partial void GrantedLess(ILogger logger, string broker, string filter, QualityOfService granted, QualityOfService wanted);

    [LoggerMessage(6, LogLevel.Warning, "Broker {Broker} has no session for {ClientId} any more: what it kept for the platform is lost, unless it was never there")]
    public static partial void SessionLost(ILogger logger, string broker, string clientId);

    [LoggerMessage(7, LogLevel.Information, "Broker {Broker} is not read any more")]
    public static partial void Stopped(ILogger logger, string broker);
}
