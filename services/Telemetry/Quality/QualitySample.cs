namespace SmartSectors.Telemetry.Quality;

/// <summary>One reading of a series, as its tests see it.</summary>
/// <param name="Own">
/// What was judged at its receipt and is the reading's for ever (<see cref="ReceiptTests"/>). Results of the tests that
/// depend on value and neighbours may stand beside it: they are judged anew.
/// </param>
public readonly record struct QualitySample(long TimeMs, double Value, QualityFlags Own);
