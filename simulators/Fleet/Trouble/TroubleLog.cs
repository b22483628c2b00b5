using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace SmartSectors.Fleet.Trouble;

/// <summary>A line of the trouble log.</summary>
/// <param name="From">RFC 3339, UTC, as the device stamps.</param>
internal sealed record TroubleLine(string Device, string? Indicator, string Kind, string From, string To, int Readings, double Amount);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(TroubleLine))]
internal sealed partial class TroubleJson : JsonSerializerContext;

/// <summary>
/// What was injected, as JSON lines in a file. A line is written, and handed to the operating system, when its fault is
/// over; those that still last are written at the run's end. Safe for several threads.
/// </summary>
internal sealed class TroubleLog : IDisposable
{
    private static readonly TroubleJson s_json =
        new(new JsonSerializerOptions(TroubleJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    private readonly Lock _lock = new();
    private readonly StreamWriter _lines;

    private TroubleLog(StreamWriter lines) => _lines = lines;

    /// <exception cref="FleetException">The file cannot be written.</exception>
    public static TroubleLog Create(string path)
    {
        try
        {
            return new TroubleLog(new StreamWriter(path, append: false) { AutoFlush = true, NewLine = "\n" });
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new FleetException($"cannot write the trouble log {path}: {failure.Message}", failure);
        }
    }

    public void Write(InjectedTrouble trouble)
    {
        var line = new TroubleLine(
            trouble.Device, trouble.Indicator, trouble.Kind, Time(trouble.FromMs), Time(trouble.ToMs), trouble.Readings, Math.Round(trouble.Amount, 6));
        lock (_lock) _lines.WriteLine(JsonSerializer.Serialize(line, s_json.TroubleLine));
    }

    public void Dispose() => _lines.Dispose();

    private static string Time(long timeMs) =>
        DateTimeOffset.FromUnixTimeMilliseconds(timeMs).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
