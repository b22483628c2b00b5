using System.Globalization;
using CsvHelper;
using SmartSectors.Http;
using SmartSectors.Storage.Export;
using SmartSectors.Telemetry.Quality;
using SmartSectors.Telemetry.Readings;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Host.Transfer;

/// <summary>Readings as CSV (RFC 4180), written and read.</summary>
internal static class CsvReadings
{
    // A record is one line: a quote that is never closed must not swallow the rest of the file.
    private static readonly CsvReaderOptions s_form = new()
    {
        TrackLineNumbers = true,
        AllowLineBreaksInQuotes = false,
        MaxRecordSize = 64 * 1024,
        MissingField = CsvMissingFieldHandling.ReturnEmpty,
    };

    /// <summary>Writes a header and a row a reading. The number of readings.</summary>
    public static long Write(Stream to, IEnumerable<ExportedReading> readings)
    {
        using var csv = CsvWriter.Create(to, new CsvWriterOptions { NewLine = "\n" }, leaveOpen: true);
        csv.WriteHeader(CsvColumns.Written);
        var count = 0L;
        foreach (var reading in readings)
        {
            csv.WriteField(reading.Indicator.Sector.Name());
            csv.WriteField(reading.Site);
            csv.WriteField(reading.Device);
            csv.WriteField(reading.Indicator.Code);
            csv.WriteField(UtcTimes.Format(DateTimeOffset.FromUnixTimeMilliseconds(reading.TimeMs)));
            csv.WriteField(reading.Value.ToString("R", CultureInfo.InvariantCulture));
            csv.WriteField(reading.Flag.Name());
            csv.WriteField(TestsOf(reading.Findings));
            csv.EndRecord();
            count++;
        }

        return count;
    }

    /// <summary>Reads row by row; what is wrong with a row is told in its place. Throws <see cref="TransferException"/> where columns lack.</summary>
    public static IEnumerable<ImportedRow> Read(Stream from)
    {
        using var csv = CsvReader.Create(from, s_form, leaveOpen: true);
        var header = csv.Headers.Select(name => name.Trim().ToLowerInvariant()).ToList();
        if (CsvColumns.Needed.Except(header).ToList() is { Count: > 0 } missing)
            throw new TransferException($"The first line must name the columns {string.Join(", ", CsvColumns.Needed)}; it lacks {string.Join(", ", missing)}.");

        var places = CsvColumns.Needed.Select(column => header.IndexOf(column)).ToArray();
        while (Next(csv))
        {
            yield return ImportedRow.Of(
                csv.LineNumber, csv.GetString(places[0]), csv.GetString(places[1]), csv.GetString(places[2]), csv.GetString(places[3]),
                csv.GetString(places[4]), csv.GetString(places[5]));
        }
    }

    private static bool Next(CsvReader csv)
    {
        try
        {
            return csv.Read();
        }
        catch (CsvFormatException exception)
        {
            throw new TransferException($"Line {exception.LineNumber} and what follows cannot be read: {exception.Message}", exception);
        }
    }

    private static string TestsOf(QualityFlags findings) => findings == default ? "" : string.Join(
        ';', QualityTestNames.All.Where(test => findings[test] != ReadingFlag.Unevaluated).Select(test => $"{test.Name()}={findings[test].Name()}"));
}
