using System.Globalization;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Readings;

namespace SmartSectors.Host.Demo;

/// <summary>The demo's words and figures, the same in the table and in plain lines.</summary>
internal static class DemoText
{
    public static string Whole(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    private static string Rate(double perSecond) => perSecond.ToString("N0", CultureInfo.InvariantCulture);

    public static string Figure(double? value) => value is { } known
        ? known.ToString(Math.Abs(known) < 1_000 ? "0.##" : "#,0", CultureInfo.InvariantCulture)
        : "–";

    public static string Minute(DateTimeOffset start) => start.ToUniversalTime().ToString("HH:mm'Z'", CultureInfo.InvariantCulture);

    public static string Ledger(LedgerBalance ledger)
    {
        var rejected = ledger.Rejected.Where(entry => entry.Value > 0).OrderByDescending(entry => entry.Value).ToList();
        var reasons = rejected.Count == 0 ? "" : $" ({string.Join(", ", rejected.Select(entry => $"{entry.Key.Code()} {Whole(entry.Value)}"))})";
        return $"received {Whole(ledger.Received)} = stored {Whole(ledger.Stored)} + duplicates {Whole(ledger.Duplicates)} "
            + $"+ rejected {Whole(rejected.Sum(entry => entry.Value))}{reasons} + pending {Whole(ledger.Pending)}"
            + (ledger.Closes ? "" : "  DOES NOT CLOSE");
    }

    public static string State(DemoSnapshot snapshot)
    {
        var platform = snapshot.Platform;
        if (!platform.Acknowledging) return $"NOT ACKNOWLEDGING: {platform.Problem}";
        if (platform.Problem is { } problem) return problem;
        return $"acknowledging {Rate(snapshot.MessagesPerSecond)} messages/s; {Whole(platform.LiveDevices)} devices live, {Whole(platform.Sites)} sites"
            + (platform.CatchingUp ? $"; catching up on {Whole(platform.UnappliedReadings)} readings" : "");
    }
}
