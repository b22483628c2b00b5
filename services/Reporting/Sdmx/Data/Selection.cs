using SmartSectors.Reporting.Sdmx.Structures;

namespace SmartSectors.Reporting.Sdmx.Data;

/// <summary>Which measures and attributes are written (SDMX REST, parameters <c>measures</c> and <c>attributes</c>).</summary>
internal sealed record Selection(bool HasValue, IReadOnlyList<Component> SeriesAttributes, IReadOnlyList<Component> ObservationAttributes)
{
    /// <summary>Everything.</summary>
    public static Selection All { get; } = new(true, IotStructure.SeriesAttributes, IotStructure.ObservationAttributes);

    /// <summary>Whole observations are written, so that they replace what a receiver has; else they are merged with it.</summary>
    public bool IsWhole => HasValue && SeriesAttributes.Count + ObservationAttributes.Count == IotStructure.Attributes.Count;

    /// <summary>Nothing but the keys of the series.</summary>
    public bool IsKeysAlone => !HasValue && SeriesAttributes.Count + ObservationAttributes.Count == 0;

    /// <exception cref="SdmxException">One of them is unknown.</exception>
    public static Selection Parse(string? attributes, string? measures)
    {
        var chosen = new HashSet<Component>();
        foreach (var each in (attributes ?? "dsd").Split(','))
        {
            chosen.UnionWith(each switch
            {
                "dsd" or "all" => IotStructure.Attributes,
                "series" => IotStructure.SeriesAttributes,
                "obs" => IotStructure.ObservationAttributes,
                // The structure has no attributes of data sets, and no reference metadata.
                "dataset" or "msd" or "none" => [],
                _ => [IotStructure.Attributes.FirstOrDefault(attribute => attribute.Id == each) ?? throw Unknown("attributes", each, "dsd, dataset, series, obs, all, none", IotStructure.Attributes)],
            });
        }

        var hasValue = false;
        foreach (var each in (measures ?? "all").Split(','))
        {
            hasValue |= each switch
            {
                "all" => true,
                "none" => false,
                _ => each == IotStructure.Value.Id ? true : throw Unknown("measures", each, "all, none", [IotStructure.Value]),
            };
        }

        return new Selection(hasValue, [.. IotStructure.SeriesAttributes.Where(chosen.Contains)], [.. IotStructure.ObservationAttributes.Where(chosen.Contains)]);
    }

    private static SdmxException Unknown(string parameter, string given, string words, IEnumerable<Component> components) =>
        SdmxException.Syntax($"'{given}' is none of the {parameter}: {words}, {string.Join(", ", components.Select(component => component.Id))} are.");
}
