using System.Globalization;

namespace SmartSectors.Host;

/// <summary>
/// Where the runtime carries on with what waited for a socket: its own switches, which it reads when the first socket is
/// opened. Whoever runs the platform may set the variables otherwise.
/// </summary>
internal static class SocketEvents
{
    private const string Inline = "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS";
    private const string Threads = "DOTNET_SYSTEM_NET_SOCKETS_THREAD_COUNT";

    /// <summary>A thread serves some 20,000 small packets a second; large reads go to the pool.</summary>
    private const int CoresAThread = 8;

    /// <summary>
    /// On the thread that heard of it from the kernel, instead of handing each event to the pool: an MQTT ping costs 45 µs
    /// instead of 95, and a QoS 1 delivery takes a third of the time at p99 (BENCHMARKS.md). As few such threads as will do:
    /// what one of them hears is served in the kernel's order, so a subscription that was sent before another client's
    /// publish also comes before it. It asks of every continuation not to block: MQTT's do not, and Kestrel's HTTP
    /// connections go to the pool by themselves.
    /// </summary>
    public static void TakeInline()
    {
        SetDefault(Inline, "1");
        SetDefault(Threads, Math.Max(1, Environment.ProcessorCount / CoresAThread).ToString(CultureInfo.InvariantCulture));
    }

    private static void SetDefault(string variable, string value)
    {
        if (Environment.GetEnvironmentVariable(variable) is null) Environment.SetEnvironmentVariable(variable, value);
    }
}
