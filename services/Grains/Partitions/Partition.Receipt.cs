using SmartSectors.Telemetry.Places;
using SmartSectors.Telemetry.Quality;

namespace SmartSectors.Grains.Partitions;

// Receipt: what is judged once, when a reading comes, and is its own for ever.
public sealed partial class Partition
{
    /// <summary>What is known of a sample besides its values. The default is nothing.</summary>
    /// <param name="Position">Where the device was, be it impossible; null where it did not say.</param>
    /// <param name="Previous">Its last possible position before that one; null where there is none, or none is known any more.</param>
    /// <param name="DelayMs">From measurement to receipt, of a device whose profile has its reception judged; null of all others.</param>
    private readonly record struct SampleReceipt(Position? Position, Position? Previous, long? DelayMs);

    private SampleReceipt WithDelay(in SampleReceipt sample, int device, long timeMs) =>
        TermsAt(device, timeMs).JudgesReception ? sample with { DelayMs = _receiptMs - timeMs } : sample;

    // Only what was found is kept, so that nothing depends on whether a reading came in order or late.
    private static QualityFlags ReceiptOf(IndicatorRules rules, in SampleReceipt sample)
    {
        if (sample.Position is null && sample.DelayMs is null) return rules.Receipt;
        var quality = rules.Indicator.Quality;
        var location = LocationTest.Judge(sample.Position, sample.Previous, quality.LocationHopMetres);
        return rules.Receipt | ReceiptTests.Judge(quality, sample.DelayMs, location, DeviceCondition.Operating).Findings;
    }
}
