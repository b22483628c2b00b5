namespace SmartSectors.Http;

/// <summary>A question that would read more than one may.</summary>
/// <param name="Estimate">About so many.</param>
/// <param name="Limit">At most so many.</param>
/// <param name="Unit">Of what.</param>
/// <param name="Hint">How to ask for less.</param>
public sealed record CostEstimate(long Estimate, long Limit, string Unit, string Hint);
