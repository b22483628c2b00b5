using SmartSectors.Reporting.Disclosure;
using SmartSectors.Reporting.Publishing;
using SmartSectors.Reporting.Sdmx.Structures;
using SmartSectors.Telemetry.Areas;

namespace SmartSectors.Reporting.Sdmx.Data;

/// <summary>Which observations are asked for: a key, and filters of components (<c>c[REF_AREA]=VN_79,VN_86</c>).</summary>
internal sealed class SeriesFilter
{
    private readonly DataKey _key;
    private readonly IReadOnlySet<string>?[] _keyCodes;
    private readonly Dictionary<Component, CodeFilter> _codes = [];
    private readonly Dictionary<Component, NumberFilter> _numbers = [];

    private SeriesFilter(string? key, RawQuery query)
    {
        _key = string.IsNullOrEmpty(key) ? DataKey.All : DataKey.Parse(key, IotStructure.SeriesDimensions.Count);
        _keyCodes = [.. Enumerable.Range(0, IotStructure.SeriesDimensions.Count).Select(_key.CodesAt)];
        foreach (var parameter in query.Names.Where(IsParameter))
        {
            var id = parameter[2..^1];
            var component = IotStructure.All.FirstOrDefault(each => each.Id == id)
                ?? throw SdmxException.Syntax($"There is no component '{id}': {string.Join(", ", IotStructure.All.Select(each => each.Id))} are.");
            if (query.Raw(parameter) is not { } raw) throw SdmxException.Syntax($"The filter of {id} compares with nothing.");

            var terms = FilterText.Parse(id, raw);
            if (component == IotStructure.Time) Time = new TimeFilter(id, terms);
            else if (component.IsNumber) _numbers[component] = new NumberFilter(id, terms);
            else _codes[component] = new CodeFilter(terms);
        }

        AsksObservations = _numbers.Count > 0 || _codes.ContainsKey(IotStructure.Status) || _codes.ContainsKey(IotStructure.Confidentiality);
    }

    public TimeFilter Time { get; } = TimeFilter.All;

    /// <summary>What is asked for depends on what observations say, not only on which they are.</summary>
    public bool AsksObservations { get; }

    /// <summary>A parameter that filters a component.</summary>
    public static bool IsParameter(string name) => name.StartsWith("c[", StringComparison.Ordinal) && name.EndsWith(']');

    /// <exception cref="SdmxException">It cannot be read.</exception>
    public static SeriesFilter Parse(string? key, RawQuery query) => new(key, query);

    /// <summary>Something of a part of the nation can be asked for.</summary>
    public bool CanAdmitPart(string part)
    {
        var named = _keyCodes[PositionOf(IotStructure.Area)];
        if (named is not null && !named.Any(code => AreaCodes.PartOf(code) == part)) return false;
        if (!_codes.TryGetValue(IotStructure.Area, out var filter)) return true;
        return part == AreaCatalog.NationCode
            ? filter.Matches(AreaCodes.Code(AreaCatalog.NationCode, part)) || filter.Matches(AreaCodes.Code(AreaCatalog.UnassignedCode, part))
            : filter.CanMatchUnder(AreaCodes.Code(part, part));
    }

    /// <summary>A code of a dimension can be one of what is asked for.</summary>
    public bool Admits(Component dimension, string code)
    {
        var ofKey = _keyCodes[PositionOf(dimension)];
        return (ofKey is null || ofKey.Contains(code)) && Matches(dimension, code);
    }

    /// <summary>A series is asked for.</summary>
    /// <param name="codes">Of its dimensions, in their order; each is one that is admitted.</param>
    /// <param name="unit">Its unit.</param>
    public bool Holds(ReadOnlySpan<string> codes, string unit) =>
        _key.Holds(codes) && Matches(IotStructure.Unit, unit) && Matches(IotStructure.UnitMultiplier, Units.Multiplier);

    /// <summary>A series would be asked for if the code of one dimension were chosen as well.</summary>
    /// <param name="position">Of that dimension.</param>
    public bool HoldsWith(ReadOnlySpan<string> codes, int position, string unit)
    {
        if (!_key.Holds(codes, position) || !Matches(IotStructure.Unit, unit) || !Matches(IotStructure.UnitMultiplier, Units.Multiplier)) return false;
        for (var i = 0; i < codes.Length; i++)
        {
            if (i != position && !Matches(IotStructure.SeriesDimensions[i], codes[i])) return false;
        }

        return true;
    }

    /// <summary>An observation of a series is asked for.</summary>
    public bool Holds(in Figure figure) => !AsksObservations
        || (Matches(IotStructure.Status, ObservationStatusCodes.Of(figure.Status)) && Matches(IotStructure.Confidentiality, figure.Confidentiality.Code())
            && Matches(IotStructure.Value, figure.Value) && Matches(IotStructure.Devices, figure.Devices) && Matches(IotStructure.Completeness, figure.Completeness)
            && Matches(IotStructure.Correctness, figure.Correct) && Matches(IotStructure.Cleanness, figure.Clean) && Matches(IotStructure.Liveness, figure.Live));

    private static int PositionOf(Component dimension)
    {
        for (var position = 0; position < IotStructure.SeriesDimensions.Count; position++)
        {
            if (IotStructure.SeriesDimensions[position] == dimension) return position;
        }

        throw new ArgumentException($"BUG: {dimension.Id} is not part of a key", nameof(dimension));
    }

    private bool Matches(Component component, string code) => !_codes.TryGetValue(component, out var filter) || filter.Matches(code);

    private bool Matches(Component component, double? number) => !_numbers.TryGetValue(component, out var filter) || filter.Matches(number);
}
