namespace SmartSectors.Reporting.Sdmx.Structures;

/// <summary>The formats of structures.</summary>
internal static class StructureFormats
{
    public static IReadOnlyList<OfferedFormat> All { get; } = [new("application/vnd.sdmx.structure+json", ["2.1.0", "2.0.0"], "application/json", "sdmx-json")];
}
