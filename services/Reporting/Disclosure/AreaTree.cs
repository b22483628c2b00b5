namespace SmartSectors.Reporting.Disclosure;

/// <summary>
/// Areas whose figures add up: each is the sum of its children, if it has any. Areas are numbers from zero; a parent comes
/// before its children, so the first is the root.
/// </summary>
public sealed class AreaTree
{
    private readonly int[] _parents;
    private readonly int[][] _children;

    /// <param name="parents">Each area's parent; -1 of the root, which is the first and the only one.</param>
    /// <exception cref="ArgumentException">An area comes before its parent, or there is more than one root.</exception>
    public AreaTree(IReadOnlyList<int> parents)
    {
        _parents = [.. parents];
        for (var area = 0; area < _parents.Length; area++)
        {
            if (_parents[area] >= area || _parents[area] < 0 != (area == 0))
                throw new ArgumentException($"The parent of area {area} cannot be {_parents[area]}.", nameof(parents));
        }

        var children = Enumerable.Range(0, _parents.Length).ToLookup(area => _parents[area]);
        _children = [.. Enumerable.Range(0, _parents.Length).Select(area => children[area].ToArray())];
    }

    /// <summary>How many areas there are.</summary>
    public int Count => _parents.Length;

    /// <summary>The area that it is a part of; -1 for the root.</summary>
    public int ParentOf(int area) => _parents[area];

    /// <summary>The areas that it is the sum of; none for a leaf.</summary>
    public ReadOnlySpan<int> ChildrenOf(int area) => _children[area];
}
