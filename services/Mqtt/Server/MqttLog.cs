using System.Net;
using Microsoft.Extensions.Logging;

namespace SmartSectors.Mqtt;

internal static partial class MqttLog
{
    [LoggerMessage(1, LogLevel.Debug, "MQTT client {ClientId} connected as {ConnectionId} from {Remote} with {Version}")]
    public static partial void Connected(ILogger logger, string clientId, string connectionId, EndPoint? remote, MqttVersion version);

    [LoggerMessage(2, LogLevel.Debug, "MQTT client {ClientId} ({ConnectionId}) ended: {Cause}")]
    public static partial void Closed(ILogger logger, string clientId, string connectionId, DisconnectCause cause);

    [LoggerMessage(3, LogLevel.Information, "MQTT client {ClientId} ({ConnectionId}) from {Remote} was refused: {Reason}")]
    public static partial void Refused(ILogger logger, string clientId, string connectionId, EndPoint? remote, ConnectReason reason);

    [LoggerMessage(4, LogLevel.Information, "MQTT client {ClientId} ({ConnectionId}) from {Remote} sent a malformed packet: {Reason}")]
    public static partial void Malformed(ILogger logger, string clientId, string connectionId, EndPoint? remote, MalformedReason reason);

    [LoggerMessage(5, LogLevel.Warning, "MQTT listener {Listener} turned away {Count} connections since it last said so, the last from {Remote}: {Reason}")]
    public static partial void TurnedAway(ILogger logger, string listener, long count, DoorRefusal reason, EndPoint? remote);

    [LoggerMessage(6, LogLevel.Error, "BUG: the application failed for MQTT client {ClientId} ({ConnectionId})")]
    public static partial void ApplicationFailed(ILogger logger, string clientId, string connectionId, Exception exception);

    [LoggerMessage(7, LogLevel.Error, "BUG: the application failed for the will of MQTT client {ClientId}")]
    public static partial void WillFailed(ILogger logger, string clientId, Exception exception);

    [LoggerMessage(8, LogLevel.Information, "MQTT listener {Listener} serves the renewed certificate {File}")]
    public static partial void CertificateRenewed(ILogger logger, string listener, string file);

    [LoggerMessage(9, LogLevel.Error, "MQTT listener {Listener} keeps its old certificate: {File}, its key or its client authority cannot be used")]
    public static partial void CertificateNotRenewed(ILogger logger, string listener, string file, Exception exception);

    [LoggerMessage(10, LogLevel.Warning, "The server stops with MQTT wills that the application had not taken in time: they are lost")]
    public static partial void WillsGivenUp(ILogger logger);
}
