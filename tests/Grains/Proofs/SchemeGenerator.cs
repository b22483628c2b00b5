using System.Globalization;
using SmartSectors.Grains.Log;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Grains.Tests.Proofs;

/// <summary>Makes the next versions of a world's schemes, each with other spans and tests for some of what its devices measure.</summary>
internal sealed class SchemeGenerator(Random random, World world)
{
    private readonly Dictionary<Sector, int> _versions = [];

    public SchemeChanged Next()
    {
        var measured = world.Devices.SelectMany(device => device.Indicators).Distinct().Where(indicator => indicator.WeighedBy is null && indicator.Ratio is null).ToList();
        if (measured.Count == 0) measured = [SchemeCatalog.Load().Schemes[0].Indicators[0]];
        var sector = measured[random.Next(measured.Count)].Sector;
        SchemeCatalog.Load().TryGet(sector, out var carried);
        var version = _versions[sector] = _versions.GetValueOrDefault(sector, carried!.Version) + 1;
        var changed = measured.Where(indicator => indicator.Sector == sector && random.NextDouble() < 0.7).Select(indicator => (Change(indicator), QualityOf(indicator))).ToList();
        if (changed.Count == 0) changed.Add((carried.Indicators.First(indicator => indicator.WeighedBy is null && indicator.Ratio is null), null));
        return new SchemeChanged(sector, version, world.Schemes.Put(sector, version, changed).Text.Sha256);
    }

    private Indicator Change(Indicator indicator)
    {
        var (fail, suspect) = (indicator.FailSpan, indicator.SuspectSpan);
        if (random.NextDouble() < 0.5) fail = new ValueSpan((fail.Min + suspect.Min) / 2, (fail.Max + suspect.Max) / 2);
        var part = (suspect.Max - suspect.Min) / random.Next(4, 20);
        if (random.NextDouble() < 0.7) suspect = new ValueSpan(suspect.Min + part, suspect.Max - part);
        return indicator with { FailSpan = fail, SuspectSpan = suspect };
    }

    private string? QualityOf(Indicator indicator)
    {
        var range = indicator.SuspectSpan.Max - indicator.SuspectSpan.Min;
        var period = Math.Max(60, (int)indicator.Period.TotalSeconds);
        return random.Next(5) switch
        {
            0 => null,
            1 => "{ flat_line: off, spike: off }",
            2 => string.Create(CultureInfo.InvariantCulture, $"{{ spike: {{ suspect: {range / 5:R}, fail: {range / 2:R} }} }}"),
            3 => string.Create(CultureInfo.InvariantCulture, $"{{ flat_line: {{ tolerance: {range / 3:R}, suspect_s: {3 * period}, fail_s: {12 * period} }} }}"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{{ rate_of_change: {{ suspect_per_h: {range:R} }}, attenuated_signal: {{ over_s: {10 * period}, suspect_range: {range / 2:R} }} }}"),
        };
    }
}
