using System.Globalization;
using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Operations.Tests.Fakes;

/// <summary>Pages over a list: the cursor is <c>at-</c> and the index to go on from.</summary>
internal static class Cursors
{
    public static int Start(string? cursor)
    {
        if (cursor is null) return 0;
        return cursor.StartsWith("at-", StringComparison.Ordinal) && int.TryParse(cursor[3..], CultureInfo.InvariantCulture, out var start)
            ? start
            : throw new InvalidCursorException(cursor);
    }

    public static string? Next(int end, int count) => end < count ? string.Create(CultureInfo.InvariantCulture, $"at-{end}") : null;
}
