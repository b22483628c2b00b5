using System.Collections.Immutable;
using System.Text.Json;

namespace SmartSectors.Telemetry.Places;

/// <summary>A corner of a boundary in 10⁻⁷ degrees (about 1 cm, what receivers report), so that tests are exact.</summary>
public readonly record struct Corner(int X, int Y);

/// <summary>The rings of one province: outer ones and holes alike, for inside is where an odd number of them lie around.</summary>
/// <param name="Code">Two digits.</param>
public sealed record Boundary(string Code, ImmutableArray<ImmutableArray<Corner>> Rings)
{
    internal const int UnitsPerDegree = 10_000_000;

    /// <summary>Reads a GeoJSON feature collection (RFC 7946) whose ids are province codes, in the order of the codes.</summary>
    /// <exception cref="InvalidDataException">A feature has no id or is no polygon.</exception>
    public static ImmutableArray<Boundary> Read(string geoJson)
    {
        using var document = JsonDocument.Parse(geoJson);
        return [.. document.RootElement.GetProperty("features").EnumerateArray().Select(Read).OrderBy(boundary => boundary.Code, StringComparer.Ordinal)];
    }

    private static Boundary Read(JsonElement feature)
    {
        var code = feature.GetProperty("id").GetString() ?? throw new InvalidDataException("A boundary has no province code.");
        var geometry = feature.GetProperty("geometry");
        var coordinates = geometry.GetProperty("coordinates");
        var rings = geometry.GetProperty("type").GetString() switch
        {
            "Polygon" => coordinates.EnumerateArray(),
            "MultiPolygon" => coordinates.EnumerateArray().SelectMany(polygon => polygon.EnumerateArray()),
            var other => throw new InvalidDataException($"The boundary of {code} is a {other}, no polygon."),
        };
        return new Boundary(code, [.. rings.Select(ring => ring.EnumerateArray().Select(ReadCorner).ToImmutableArray())]);
    }

    // Longitude first (RFC 7946, 3.1.1).
    private static Corner ReadCorner(JsonElement position) => new(Units(position[0]), Units(position[1]));

    private static int Units(JsonElement degrees) => (int)decimal.Round(degrees.GetDecimal() * UnitsPerDegree);
}
