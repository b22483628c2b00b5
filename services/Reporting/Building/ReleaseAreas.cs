using SmartSectors.Reporting.Disclosure;
using SmartSectors.Telemetry.Areas;

namespace SmartSectors.Reporting.Building;

/// <summary>A part of the nation whose observations are one block: the nation itself with what is in no province, or a province with all of its parts.</summary>
/// <param name="Code">As <see cref="Releases.BlockKey.Part"/> has it.</param>
/// <param name="Areas">By their numbers: the whole first, what is in none of its parts last.</param>
public sealed record ReleasePart(string Code, IReadOnlyList<int> Areas);

/// <summary>The areas that a release has figures of, by number: parents before their parts, as the tree of their sums has them.</summary>
public sealed class ReleaseAreas
{
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);

    public ReleaseAreas(AreaCatalog areas)
    {
        var parents = new List<int>();
        var parts = new List<ReleasePart>();
        Add(areas.Nation, -1);
        foreach (var child in areas.ChildrenOf(areas.Nation)) Add(child, 0);
        parts.Add(new ReleasePart(areas.Nation.Code, [0, _numbers[areas.Unassigned.Code]]));
        foreach (var province in areas.Provinces)
        {
            var whole = _numbers[province.Code];
            foreach (var child in areas.ChildrenOf(province)) Add(child, whole);
            parts.Add(new ReleasePart(province.Code, [whole, .. areas.ChildrenOf(province).Select(child => _numbers[child.Code])]));
        }

        Tree = new AreaTree(parents);
        Codes = [.. _numbers.OrderBy(each => each.Value).Select(each => each.Key)];
        Parts = parts;

        void Add(Area area, int parent)
        {
            _numbers.Add(area.Code, parents.Count);
            parents.Add(parent);
        }
    }

    /// <summary>How many there are: 3,391 in the state of 30 April 2026.</summary>
    public int Count => Codes.Count;

    /// <summary>What is the sum of what.</summary>
    public AreaTree Tree { get; }

    /// <summary>The code of each.</summary>
    public IReadOnlyList<string> Codes { get; }

    /// <summary>The nation's first, then the provinces'.</summary>
    public IReadOnlyList<ReleasePart> Parts { get; }

    /// <summary>The number of a code. Throws <see cref="InvalidDataException"/> for one that is not in the master data.</summary>
    public int NumberOf(string code) =>
        _numbers.TryGetValue(code, out var number) ? number : throw new InvalidDataException($"CORRUPT: area {code} is not in the master data.");
}
