using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.DependencyInjection;

namespace SmartSectors.Mqtt;

/// <summary>MQTT over WebSocket (MQTT 5.0 §6) beside the pages and APIs of an HTTP port.</summary>
public static class MqttOverWebSocket
{
    /// <summary>What a client must ask for and what it is given ([MQTT-6.0.0-3], [MQTT-6.0.0-4]).</summary>
    private const string SubProtocol = "mqtt";

    /// <param name="listener">Its limits hold as for TCP; its TLS and PROXY settings are the HTTP port's affair.</param>
    /// <param name="allowedOrigins">See <see cref="WebSocketOrigins"/>.</param>
    public static IEndpointConventionBuilder MapMqtt(
        this IEndpointRouteBuilder endpoints, string pattern, MqttListener listener, IEnumerable<string> allowedOrigins)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(listener);
        var server = endpoints.ServiceProvider.GetRequiredService<MqttServer>();
        var door = server.DoorOf(listener);
        var origins = new WebSocketOrigins(allowedOrigins);

        var branch = endpoints.CreateApplicationBuilder();
        branch.UseWebSockets();
        branch.Run(async context =>
        {
            if (FindProblem(context, origins) is { } problem) await problem.ExecuteAsync(context);
            else await ServeAsync(context, server, door, listener);
        });
        return endpoints.Map(pattern, branch.Build());
    }

    private static ProblemHttpResult? FindProblem(HttpContext context, WebSocketOrigins origins)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            context.Response.Headers.Connection = "Upgrade"; // RFC 9110 §15.5.22
            context.Response.Headers.Upgrade = "websocket";
            context.Response.Headers.SecWebSocketVersion = "13"; // RFC 6455 §4.4
            return TypedResults.Problem("MQTT is spoken here over WebSocket.", statusCode: StatusCodes.Status426UpgradeRequired);
        }

        if (!context.WebSockets.WebSocketRequestedProtocols.Contains(SubProtocol))
        {
            return TypedResults.Problem("The WebSocket subprotocol must be mqtt.", statusCode: StatusCodes.Status400BadRequest);
        }

        return origins.Allow(context.Request)
            ? null
            : TypedResults.Problem("Pages of this origin may not connect.", statusCode: StatusCodes.Status403Forbidden);
    }

    private static async Task ServeAsync(HttpContext context, MqttServer server, ListenerDoor door, MqttListener listener)
    {
        var refusal = door.TryEnter(WebSocketConnection.RemoteOf(context), out var visit);
        if (refusal is not DoorRefusal.None)
        {
            await Refuse(context, refusal).ExecuteAsync(context);
            return;
        }

        try
        {
            // The keep-alive is MQTT's, and so are the time-outs for a peer that does not read.
            if (context.Features.Get<IHttpMinResponseDataRateFeature>() is { } rate) rate.MinDataRate = null;
            var accept = new WebSocketAcceptContext { SubProtocol = SubProtocol, KeepAliveInterval = TimeSpan.Zero };
            using var socket = await context.WebSockets.AcceptWebSocketAsync(accept);
            await using var connection = new WebSocketConnection(context, socket);
            await connection.RunAsync(connection => server.ServeAsync(connection, listener));
        }
        finally
        {
            visit.End();
        }
    }

    private static ProblemHttpResult Refuse(HttpContext context, DoorRefusal refusal)
    {
        context.Response.Headers.RetryAfter = "1";
        return refusal is DoorRefusal.ServerFull or DoorRefusal.ListenerFull
            ? TypedResults.Problem("The server has all the MQTT connections it may.", statusCode: StatusCodes.Status503ServiceUnavailable)
            : TypedResults.Problem("There are too many MQTT connections.", statusCode: StatusCodes.Status429TooManyRequests);
    }
}
