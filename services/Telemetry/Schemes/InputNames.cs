using SmartSectors.Telemetry.Cells;

namespace SmartSectors.Telemetry.Schemes;

/// <summary>The other indicators of its sector that one names, by their codes, until all of the file are known.</summary>
internal sealed class InputNames
{
    private readonly YamlSection _entry;
    private readonly YamlSection? _ratio;
    private readonly ushort _number;
    private readonly string? _weighedBy;
    private readonly string? _numerator;
    private readonly string? _denominator;

    private InputNames(YamlSection entry, ushort number)
    {
        _entry = entry;
        _number = number;
        _weighedBy = entry.OptionalText("weighed_by");
        _ratio = entry.Has("ratio") ? entry.Section("ratio") : null;
        _numerator = _ratio?.Text("numerator");
        _denominator = _ratio?.Text("denominator");
        _ratio?.RefuseUnread();
    }

    /// <summary>Null where the indicator names none.</summary>
    public static InputNames? Read(YamlSection entry, Indicator indicator)
    {
        if (!entry.Has("weighed_by") && !entry.Has("ratio")) return null;
        var names = new InputNames(entry, indicator.Number);
        if (names._weighedBy is not null && indicator.AreaMethod is not AreaMethod.HarmonicMean)
            entry.Fail("weighed_by", "only a harmonic_mean is weighed by another indicator", 0);
        if (names._ratio is not null && indicator.AreaMethod is not AreaMethod.Ratio)
            entry.Fail("ratio", "only a ratio has a numerator and a denominator", 0);
        return names;
    }

    /// <summary>Gives the indicator their numbers, or books an error for each that there is not.</summary>
    public void Resolve(List<Indicator> indicators)
    {
        var at = indicators.FindIndex(indicator => indicator.Number == _number);
        var weighedBy = NumberOf(indicators, _entry, "weighed_by", _weighedBy);
        var (numerator, denominator) = _ratio is null ? default
            : (NumberOf(indicators, _ratio, "numerator", _numerator), NumberOf(indicators, _ratio, "denominator", _denominator));
        indicators[at] = indicators[at] with
        {
            WeighedBy = weighedBy,
            Ratio = numerator is { } over && denominator is { } under ? new RatioInputs(over, under) : null,
        };
        if (weighedBy is { } weight) CheckWeight(indicators.Find(indicator => indicator.Number == weight)!);
        if (_ratio is null) return;
        CheckSum(indicators, "numerator", numerator);
        CheckSum(indicators, "denominator", denominator);
        if (numerator is not null && numerator == denominator) _ratio.Fail("denominator", "must be another indicator than the numerator", 0);
    }

    // A value is weighed by the one that holds at its moment; what is event-driven holds for no time.
    private void CheckWeight(Indicator weight)
    {
        if (weight.Number == _number || weight.Period == TimeSpan.Zero) _entry.Fail("weighed_by", $"{weight.Code} must be another indicator, with a period", 0);
    }

    private void CheckSum(List<Indicator> indicators, string key, ushort? number)
    {
        if (number is null || indicators.Find(indicator => indicator.Number == number) is not { } input) return;
        if (OwnValue.StateOf(input) is not (OwnState.Sum or OwnState.Counter))
            _ratio!.Fail(key, $"{input.Code} is no sum: device sum or counter_delta, area sum", 0);
    }

    private static ushort? NumberOf(List<Indicator> indicators, YamlSection entry, string key, string? code) =>
        code is null ? null
        : indicators.Find(indicator => indicator.Code == code) is { } found ? found.Number
        : entry.Fail<ushort?>(key, $"{code} is no indicator of this sector", null);
}
