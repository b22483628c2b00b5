using System.Globalization;

namespace SmartSectors.Benchmarks.Brokers;

/// <summary>Topics and filters with a number in them.</summary>
internal static class TopicTemplates
{
    /// <summary>"{n}" becomes the number in six digits, so that all topics of a template have the same length.</summary>
    public static string Fill(string template, int number) =>
        template.Replace("{n}", number.ToString("D6", CultureInfo.InvariantCulture), StringComparison.Ordinal);
}
