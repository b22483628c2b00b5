using SmartSectors.Telemetry.Devices;
using SmartSectors.Telemetry.Places;
using SmartSectors.Telemetry.Quality;

namespace SmartSectors.Grains.Partitions;

// Receipt: what is judged when a reading comes and depends on no neighbour. All of it is its own for ever, but for the
// condition of its device, which may be told later.
public sealed partial class Partition
{
    /// <summary>What is known of a sample besides its values. The default is nothing.</summary>
    /// <param name="Position">Where the device was, be it impossible; null where it did not say.</param>
    /// <param name="Previous">Its last possible position before that one; null where there is none, or none is known any more.</param>
    /// <param name="DelayMs">From measurement to receipt, of a device whose profile has its reception judged; null of all others.</param>
    /// <param name="Condition">The device's when it measured the sample, as far as it is known by now.</param>
    private readonly record struct SampleReceipt(Position? Position, Position? Previous, long? DelayMs, DeviceCondition Condition = DeviceCondition.Normal);

    private SampleReceipt WithDelay(in SampleReceipt sample, int device, long timeMs) =>
        TermsAt(device, timeMs).JudgesReception ? sample with { DelayMs = _receiptMs - timeMs } : sample;

    // Only what was found is kept, so that nothing depends on whether a reading came in order or late.
    private static QualityFlags ReceiptOf(IndicatorRules rules, in SampleReceipt sample)
    {
        if (sample.Position is null && sample.DelayMs is null && !sample.Condition.Excludes()) return rules.Receipt;
        var quality = rules.Indicator.Quality;
        var location = LocationTest.Judge(sample.Position, sample.Previous, quality.LocationHopMetres);
        return rules.Receipt | ReceiptTests.Judge(quality, sample.DelayMs, location, sample.Condition).Findings;
    }
}
