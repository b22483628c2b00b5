using SmartSectors.Telemetry.Places;
using SmartSectors.Telemetry.Quality;

namespace SmartSectors.Grains.Partitions;

// Receipt: what is judged once, when a reading comes, and is its own for ever.
public sealed partial class Partition
{
    /// <summary>What is known of a sample besides its values. The default is nothing.</summary>
    /// <param name="Position">Where the device was, be it impossible; null where it did not say.</param>
    /// <param name="Previous">Its last possible position before that one; null where there is none, or none is known any more.</param>
    private readonly record struct SampleReceipt(Position? Position, Position? Previous);

    // Only what was found is kept, so that nothing depends on whether a reading came in order or late.
    private static QualityFlags ReceiptOf(IndicatorRules rules, in SampleReceipt sample) =>
        sample.Position is null
            ? rules.Receipt
            : rules.Receipt | QualityFlags.Of(
                QualityTest.Location, LocationTest.Judge(sample.Position, sample.Previous, rules.Indicator.Quality.LocationHopMetres)).Findings;
}
