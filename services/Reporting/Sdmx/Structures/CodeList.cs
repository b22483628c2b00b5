using System.Collections.Frozen;

namespace SmartSectors.Reporting.Sdmx.Structures;

/// <summary>A code and what it means.</summary>
/// <param name="Parent">The code that it is a part of; null without one.</param>
internal sealed record Code(string Id, Names Names, string? Parent = null);

/// <summary>The codes that a component may have.</summary>
internal sealed class CodeList(string id, Names names, IReadOnlyList<Code> codes)
{
    private readonly FrozenDictionary<string, Code> _byId = codes.ToFrozenDictionary(code => code.Id, StringComparer.Ordinal);

    public string Id => id;

    public Names Names => names;

    /// <summary>In the order in which they are listed; a parent comes before its parts.</summary>
    public IReadOnlyList<Code> Codes => codes;

    public bool Has(string code) => _byId.ContainsKey(code);

    /// <summary>What a code is called; the code itself where the list has it no more, as an area that was merged since.</summary>
    public Names NamesOf(string code) => _byId.TryGetValue(code, out var known) ? known.Names : new Names(code, code);
}
