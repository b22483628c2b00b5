using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace SmartSectors.Telemetry.Schemes;

/// <summary>What one sector measures. Immutable; a changed scheme is another one with a higher version.</summary>
public sealed class Scheme
{
    private readonly FrozenDictionary<string, Indicator> _byCode;

    internal Scheme(Sector sector, int version, ImmutableArray<Indicator> indicators, SchemeText text)
    {
        Sector = sector;
        Text = text;
        Version = version;
        Indicators = indicators;
        Names = new IndicatorNames(indicators);
        _byCode = indicators.ToFrozenDictionary(indicator => indicator.Code, StringComparer.OrdinalIgnoreCase);
    }

    public Sector Sector { get; }

    /// <summary>Counts the changes of this sector's scheme from 1.</summary>
    public int Version { get; }

    /// <summary>What it was read from, whole: the same text gives the same scheme.</summary>
    public SchemeText Text { get; }

    /// <summary>In the order of their durable numbers.</summary>
    public ImmutableArray<Indicator> Indicators { get; }

    /// <summary>The same indicators by their UTF-8 code, for decoders.</summary>
    public IndicatorNames Names { get; }

    /// <summary>Finds an indicator by its code in any case.</summary>
    public bool TryGet(string code, [MaybeNullWhen(false)] out Indicator indicator) => _byCode.TryGetValue(code, out indicator);
}
