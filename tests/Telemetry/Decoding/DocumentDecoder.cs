using System.Globalization;
using System.Text.Json;
using System.Text.Unicode;
using SmartSectors.Telemetry.Readings;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Telemetry.Tests.Decoding;

/// <summary>The rules of the native body over a whole JsonDocument: slow and plain, for the real decoder to agree with.</summary>
internal static class DocumentDecoder
{
    public static (RejectReason Outcome, List<string> Calls) Decode(byte[] body)
    {
        try
        {
            if (!Utf8.IsValid(body)) return (RejectReason.Malformed, []);
            using var document = JsonDocument.Parse(body);
            var sink = new RecordingSink();
            var samples = document.RootElement.ValueKind is JsonValueKind.Array
                ? document.RootElement.EnumerateArray().ToList()
                : [document.RootElement];
            return samples.All(sample => TryPut(sample, sink)) && sink.Calls.Count > 0
                ? (RejectReason.None, sink.Calls)
                : (RejectReason.Malformed, []);
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            return (RejectReason.Malformed, []);
        }
    }

    private static bool TryPut(JsonElement sample, RecordingSink sink)
    {
        if (sample.ValueKind is not JsonValueKind.Object) return false;
        var times = sample.EnumerateObject().Where(property => property.Name == "ts").ToList();
        var values = sample.EnumerateObject().Where(property => property.Name == "values").ToList();
        if (times.Count == 0 || values.Count == 0)
        {
            PutValues(sample, IReadingSink.NoTime, sink);
            return true;
        }
        if (times.Count > 1 || values.Count > 1 || values[0].Value.ValueKind is not JsonValueKind.Object) return false;

        var text = times[0].Value.ValueKind switch
        {
            JsonValueKind.Number => times[0].Value.GetRawText(),
            JsonValueKind.String => times[0].Value.GetString(),
            _ => null,
        };
        if (!long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var timeMs)) return false;
        if (timeMs == IReadingSink.NoTime) return false;
        PutValues(values[0].Value, timeMs, sink);
        return true;
    }

    private static void PutValues(JsonElement values, long timeMs, RecordingSink sink)
    {
        if (!values.EnumerateObject().Any()) return;
        sink.BeginSample(timeMs);
        foreach (var property in values.EnumerateObject())
        {
            var reason = RejectReason.None;
            var value = 0.0;
            switch (property.Value.ValueKind)
            {
                case JsonValueKind.True: value = 1; break;
                case JsonValueKind.False: break;
                case JsonValueKind.Null: reason = RejectReason.NotNumeric; break;
                case JsonValueKind.Array or JsonValueKind.Object: reason = RejectReason.Nested; break;
                default:
                    var text = property.Value.ValueKind is JsonValueKind.String ? property.Value.GetString() : property.Value.GetRawText();
                    reason = !double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) ? RejectReason.NotNumeric
                        : !double.IsFinite(value) ? RejectReason.NotFinite
                        : Math.Abs(value) > 1e9 ? RejectReason.OutOfRange
                        : RejectReason.None;
                    break;
            }
            if (!SchemeCatalog.Load().TryGet(Sector.Agriculture, property.Name, out var indicator))
                sink.Reject(RejectReason.UnknownIndicator, System.Text.Encoding.UTF8.GetBytes(property.Name), default, reason is RejectReason.None ? value : double.NaN);
            else if (reason is not RejectReason.None) sink.Reject(reason, System.Text.Encoding.UTF8.GetBytes(property.Name), default, double.NaN);
            else sink.Value(indicator.Number, value == 0 ? 0 : value);
        }
        sink.EndSample();
    }
}
