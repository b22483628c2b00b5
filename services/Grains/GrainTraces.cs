using System.Diagnostics;
using System.Runtime.InteropServices;

namespace SmartSectors.Grains;

/// <summary>Spans of what happens to sampled messages behind the log: applied, committed, merged into areas.</summary>
public static class GrainTraces
{
    public const string SourceName = "SmartSectors.Grains";

    private static readonly ActivitySource s_source = new(SourceName);

    /// <summary>True when somebody listens: else nothing need be measured.</summary>
    public static bool IsOn => s_source.HasListeners();

    /// <summary>Records a span under each of the messages that had a part in it.</summary>
    public static void Record(string name, List<ActivityContext> messages, int from, DateTimeOffset started, DateTimeOffset ended, int? partition)
    {
        foreach (ref readonly var message in CollectionsMarshal.AsSpan(messages)[from..])
        {
            using var span = s_source.StartActivity(name, ActivityKind.Internal, message, startTime: started);
            if (partition is { } number) span?.SetTag("smartsectors.partition", number);
            span?.SetEndTime(ended.UtcDateTime);
        }
    }
}
