using SmartSectors.Grains.Devices;
using SmartSectors.Grains.Log;
using SmartSectors.Telemetry.Binary;
using SmartSectors.Telemetry.Rules;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Grains.Partitions;

// Schemes: which hold is said by the log. A version's tests judge what is measured from its moment on: that is a
// tolerance for fast clocks after the log took it, so that no reading which was judged before is judged by it. What is
// measured earlier is judged by the version of its moment, however late it comes.
public sealed partial class Partition
{
    private readonly ISchemeTexts? _texts;
    private readonly List<HeldScheme> _schemes = [];
    private bool _hasNewSchemes;

    /// <summary>A version and the first moment of measurement that it judges; it judges all where nothing was judged otherwise before.</summary>
    private readonly record struct HeldScheme(SchemeChanged Scheme, long FromMs);

    /// <summary>The schemes that hold, one a sector that the log named any for.</summary>
    public IReadOnlyList<SchemeInForce> Schemes =>
        [.. _schemes.GroupBy(held => held.Scheme.Sector).Select(held => held.Last().Scheme).Select(scheme => new SchemeInForce(scheme.Sector, scheme.Version, scheme.Sha256))];

    private ISchemeTexts Texts => _texts ?? throw new InvalidOperationException("BUG: the log names a scheme, and there are no texts");

    private IndicatorRules? RulesOrNone(ushort indicator) => indicator < _rules.Length ? _rules[indicator] : null;

    private void Apply(in SchemeChanged changed)
    {
        var sector = changed.Sector;
        var before = _schemes.FindLastIndex(held => held.Scheme.Sector == sector);
        if (before >= 0 && _schemes[before].Scheme == changed) return; // Said again after a crash.

        var scheme = Texts.Get(changed.Sha256);
        var isAsBefore = before < 0 && (DeviceCount == 0 || scheme.Indicators.All(indicator => RulesOrNone(indicator.Number)?.Indicator == indicator));
        var fromMs = isAsBefore ? long.MinValue : _receiptMs + (long)_options.Acceptance.FutureTolerance.TotalMilliseconds + 1;
        ForgetSchemes();
        Adopt(new HeldScheme(changed, fromMs));
        _hasNewSchemes = true;
    }

    private void Adopt(in HeldScheme held)
    {
        var indicators = Texts.Get(held.Scheme.Sha256).Indicators;
        _schemes.Add(held);
        if (indicators[^1].Number >= _rules.Length) Array.Resize(ref _rules, indicators[^1].Number + 1);
        foreach (var indicator in indicators)
        {
            _rules[indicator.Number] = _rules[indicator.Number] is { } before && held.FromMs != long.MinValue
                ? before.Next(indicator, indicators, held.FromMs)
                : new IndicatorRules(indicator, indicators);
        }

        foreach (var series in _siteSeries)
        {
            if (series.Rules.Indicator.Sector == held.Scheme.Sector) series.Rules = RulesOf(series.Rules.Indicator.Number);
        }
    }

    // No reading comes, and none is judged anew, from before the one that held when the oldest neighbour of the oldest
    // reading that may come was measured. Those in memory keep their rules until the next start; nobody asks them.
    private void ForgetSchemes()
    {
        var oldestMs = _clockMs - (2 * (long)SeriesState.LongestHorizon.TotalMilliseconds);
        _schemes.RemoveAll(held => _schemes.Exists(other => other.Scheme.Sector == held.Scheme.Sector && other.FromMs > held.FromMs && other.FromMs < oldestMs));
    }

    private void WriteSchemes(ref ByteWriter head)
    {
        head.WriteVarint((ulong)_schemes.Count);
        foreach (var held in _schemes)
        {
            held.Scheme.Write(ref head);
            head.WriteSigned(held.FromMs);
        }
    }

    private void ReadSchemes(ref ByteReader head)
    {
        for (var left = (int)head.ReadVarint(); left > 0; left--) Adopt(new HeldScheme(SchemeChanged.Read(ref head), head.ReadSigned()));
    }
}
