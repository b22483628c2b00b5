using System.Diagnostics;
using System.Text;
using SmartSectors.Mqtt;

namespace SmartSectors.Ingestion;

/// <summary>
/// Which messages are traced: those whose MQTT 5 user property <c>traceparent</c> says so, and a few a second of the
/// others, whose trace begins at receipt (MQTT 3.1.1 has no carrier).
/// </summary>
internal sealed class MessageTraces(IngestionOptions options)
{
    public const string SourceName = "SmartSectors.Ingestion";

    private static readonly ActivitySource s_source = new(SourceName);

    private long _second;
    private int _begun;

    /// <summary>The span of a message from its receipt to its acknowledgement; null for most.</summary>
    public Activity? Begin(in PublishPacket packet, long receiptMs)
    {
        if (!s_source.HasListeners()) return null;

        if (!packet.Properties.IsEmpty && packet.TryFindUserProperty("traceparent"u8, out var parent))
        {
            var state = packet.TryFindUserProperty("tracestate"u8, out var found) ? Encoding.UTF8.GetString(found) : null;
            if (ActivityContext.TryParse(Encoding.UTF8.GetString(parent), state, isRemote: true, out var context))
                return Start("publish", ActivityKind.Consumer, context);
        }

        return MayBegin(receiptMs / 1000) ? Start("publish", ActivityKind.Consumer, default) : null;
    }

    /// <summary>A step of a traced message; nothing for the others.</summary>
    public static Activity? Step(string name, Activity? message) =>
        message is null ? null : Start(name, ActivityKind.Internal, message.Context);

    // These spans end on the log writer's thread: none of them may stay current on the connection's.
    private static Activity? Start(string name, ActivityKind kind, ActivityContext parent)
    {
        Activity.Current = null;
        var span = s_source.StartActivity(name, kind, parent);
        Activity.Current = null;
        return span;
    }

    private bool MayBegin(long second)
    {
        if (Volatile.Read(ref _second) == second && Volatile.Read(ref _begun) >= options.TracesPerSecond) return false;
        if (Interlocked.Exchange(ref _second, second) != second) Volatile.Write(ref _begun, 0);
        return Interlocked.Increment(ref _begun) <= options.TracesPerSecond;
    }
}
