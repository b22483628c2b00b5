using System.Collections.Immutable;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using SmartSectors.Telemetry.Binary;
using SmartSectors.Telemetry.Cells;

namespace SmartSectors.Telemetry.Devices;

/// <summary>
/// A device's own numbers that limits of its scheme name, such as its speed limit or its set point, each in the unit of
/// the indicator that it limits. Immutable; sets with the same content are equal.
/// </summary>
[JsonConverter(typeof(ParameterSetJson))]
public sealed partial class ParameterSet : IEquatable<ParameterSet>
{
    /// <summary>So many at most: a scheme has a few, and a device measures a few indicators.</summary>
    public const int MaxCount = 16;

    private readonly ImmutableArray<(string Name, double Value)> _entries;

    private ParameterSet(ImmutableArray<(string Name, double Value)> entries) => _entries = entries;

    public static ParameterSet Empty { get; } = new([]);

    public int Count => _entries.Length;

    /// <summary>In the order of their names.</summary>
    public IEnumerable<(string Name, double Value)> Entries => _entries;

    /// <summary>The number of a name; null where the device has none.</summary>
    public double? Find(string name)
    {
        foreach (var (known, value) in _entries)
        {
            if (known == name) return value;
        }

        return null;
    }

    /// <summary>Makes a set of what <see cref="Check"/> has nothing against.</summary>
    public static ParameterSet Of(IEnumerable<KeyValuePair<string, double>> entries)
    {
        var sorted = entries.Select(entry => (entry.Key, entry.Value + 0.0)).OrderBy(entry => entry.Key, StringComparer.Ordinal).ToImmutableArray();
        return sorted.IsEmpty ? Empty : new ParameterSet(sorted);
    }

    /// <summary>What is wrong with somebody's parameters; null where nothing is.</summary>
    public static string? Check(IReadOnlyCollection<KeyValuePair<string, double>> entries)
    {
        if (entries.Count > MaxCount) return $"has more than {MaxCount} names";
        foreach (var (name, value) in entries)
        {
            if (!NameForm().IsMatch(name)) return $"'{name}' is no name of a parameter: 1 to 32 of a-z and _, with a letter first";
            if (!(Math.Abs(value) <= FixedPoint.MaxMagnitude)) return $"{name} must be a number of at most 10⁹ in magnitude";
        }

        return null;
    }

    public void Write(ref ByteWriter writer)
    {
        writer.WriteVarint((ulong)_entries.Length);
        foreach (var (name, value) in _entries)
        {
            writer.WriteString(name);
            writer.WriteDouble(value);
        }
    }

    public static ParameterSet Read(ref ByteReader reader)
    {
        var count = reader.ReadCount();
        if (count == 0) return Empty;
        var entries = ImmutableArray.CreateBuilder<(string, double)>(count);
        for (; count > 0; count--) entries.Add((reader.ReadString(), reader.ReadDouble()));
        return new ParameterSet(entries.ToImmutable());
    }

    public bool Equals(ParameterSet? other) => other is not null && _entries.AsSpan().SequenceEqual(other._entries.AsSpan());

    public override bool Equals(object? obj) => Equals(obj as ParameterSet);

    public override int GetHashCode() => _entries.Aggregate(0, HashCode.Combine);

    // The names that a limit can write (LimitText, "parameter").
    [GeneratedRegex("^[a-z][a-z_]{0,31}$", RegexOptions.CultureInvariant)]
    private static partial Regex NameForm();
}
