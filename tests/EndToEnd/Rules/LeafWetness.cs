namespace SmartSectors.EndToEnd.Tests.Rules;

/// <summary>An operator's scheme with one indicator that the platform's own does not have.</summary>
internal static class LeafWetness
{
    public static string Scheme(int version) => $$"""
        sector: agriculture
        version: {{version}}
        indicators:
          - number: 1900
            code: LEAF_WETNESS
            name: { vi: "Độ ướt lá", en: "Leaf wetness" }
            unit: { ucum: "%", sdmx: PT }
            fail: [0, 100]
            suspect: [0, 100]
            period_s: 600
            device: mean
            area: mean
        """;
}
