using SmartSectors.Grains.Devices;
using SmartSectors.Grains.Partitions;
using SmartSectors.Telemetry.Binary;
using SmartSectors.Telemetry.Quality;
using SmartSectors.Telemetry.Quality.Criteria;
using SmartSectors.Telemetry.Readings;

namespace SmartSectors.Grains.Tests.Partitions;

public class StateFormatTests
{
    private const long BeginMs = 1_795_212_000_000;
    private const long StepMs = 600_000;

    // AIR_TEMP, eight readings ten minutes apart: 20.0, 20.1, … 20.7, the third of them flagged 4.
    private const string BeforeTheTests = "EE0780ECC9AFBF6880E493B4BF68000800119003809F491102809F494102809F491102809F491102809F491102809F491102809F491102";

    [Fact]
    public void A_series_that_was_stored_before_readings_were_tested_is_still_read()
    {
        var reader = new ByteReader(Convert.FromHexString(BeforeTheTests));
        var series = StateCodec.ReadSeries(ref reader);

        Assert.Equal(0, reader.Remaining);
        Assert.True(series.Quality.IsEmpty);
        Assert.Equal(BeginMs + (7 * StepMs), series.NewestMs);
        Assert.Equal((BeginMs + (7 * StepMs), 20.7, ReadingFlag.Pass), series[series.Count - 1]);
        Assert.True(series.TryFindAcceptedBefore(BeginMs + (3 * StepMs), out var foundMs, out var value));
        Assert.Equal((BeginMs + StepMs, 20.1), (foundMs, value));
    }

    [Fact]
    public void A_device_that_was_stored_before_receipts_were_counted_is_still_read()
    {
        // Device 5, site 2, ordinal 3, last seen; 9 received, 7 stored, 2 duplicates; no residences, no series.
        var reader = new ByteReader(Convert.FromHexString("0502038088DEFDBE68" + "120E040000" + "0000"));
        var entry = DeviceEntry.Read(ref reader, hasParts: false);
        Assert.Equal(0, reader.Remaining);
        Assert.Equal((5, 2, 3, 9L, 0u), (entry.Index, entry.Device.Site, entry.Device.Ordinal, entry.Device.Ledger.Received, entry.Device.ReceiptQuarter));
    }

    [Fact]
    public void What_is_counted_for_the_criteria_is_stored_with_the_series()
    {
        var series = new SeriesState { Indicator = 7, DroppedTimeMs = long.MinValue, Judged = new JudgedCount(3, 300), Prompt = 40_000 };
        for (var i = 0; i < 8; i++) series.Append(BeginMs + (i * StepMs), 20, ReadingFlag.Pass);
        var writer = new ByteWriter(64);
        StateCodec.Write(ref writer, series);
        var reader = new ByteReader(writer.Written);
        var read = StateCodec.ReadSeries(ref reader);
        Assert.Equal((series.Count, series.Judged, series.Prompt, 0), (read.Count, read.Judged, read.Prompt, reader.Remaining));
    }

    [Fact]
    public void What_the_tests_carry_along_is_stored_with_the_series()
    {
        var indicator = PartitionBench.Indicator("AIR_TEMP");
        var control = new QualityControl(indicator);
        var series = new SeriesState { Indicator = indicator.Number, DroppedTimeMs = long.MinValue };
        for (var i = 0; i < 40; i++)
        {
            var (before, beforeThat) = (series.Count > 0 ? series[series.Count - 1] : default, series.Count > 1 ? series[series.Count - 2].Value : 0);
            var flags = control.Append(
                ref series.Quality, new QualitySample(BeginMs + (i * StepMs), 20 + (i % 3 * 0.004), default), before.TimeMs, before.Value, beforeThat, out _);
            series.Append(BeginMs + (i * StepMs), 20, flags.Aggregate);
        }

        var writer = new ByteWriter(256);
        StateCodec.Write(ref writer, series);
        var reader = new ByteReader(writer.Written);

        Assert.Equal(series.Quality, StateCodec.ReadSeries(ref reader).Quality);
        Assert.Equal(0, reader.Remaining);
    }

    [Fact]
    public void That_a_test_at_receipt_found_something_goes_with_its_reading()
    {
        var series = new SeriesState { DroppedTimeMs = long.MinValue };
        for (var i = 0; i < 7; i++) series.Append(BeginMs + (i * StepMs), i % 2 == 0 ? 20.5 : 1e-9, ReadingFlag.Suspect, hasFindings: i is 3 or 6);
        series.Insert(BeginMs + (5 * StepMs) + 1, 21, ReadingFlag.Fail, hasFindings: true);

        var writer = new ByteWriter(256);
        StateCodec.Write(ref writer, series);
        var reader = new ByteReader(writer.Written);
        var read = StateCodec.ReadSeries(ref reader);

        Assert.Equal([true, false, false, true, true], Enumerable.Range(0, series.Count).Select(rank => series.HasFindings(rank)));
        Assert.Equal(
            Enumerable.Range(0, series.Count).Select(rank => (series[rank], series.HasFindings(rank))),
            Enumerable.Range(0, read.Count).Select(rank => (read[rank], read.HasFindings(rank))));
    }
}
