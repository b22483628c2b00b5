using System.Globalization;

namespace SmartSectors.Reporting.Sdmx;

/// <summary>
/// Which versions of an artefact are asked for (SDMX REST, "Query syntax for specific, latest or all artefact versions").
/// Every artefact here has one version, so the latest and all are the same.
/// </summary>
internal static class VersionPattern
{
    private const string Wildcards = "+~*";

    /// <summary>Whether one of the alternatives, which commas part, is a version <c>X.Y.Z</c>.</summary>
    /// <exception cref="SdmxException">One of them is no version.</exception>
    public static bool Matches(string pattern, string version)
    {
        var matches = false;
        foreach (var each in pattern.Split(','))
        {
            matches |= MatchesOne(each, version)
                ?? throw SdmxException.Syntax($"'{each}' is not a version: 1.0.0, 1.0+.0, '+' (the latest stable), '~' (the latest) or '*' are.");
        }

        return matches;
    }

    /// <summary>Whether one alternative is a version; null where it is none itself.</summary>
    public static bool? MatchesOne(string pattern, string version)
    {
        // X.Y.Z where at most one part has a wildcard; from there on the version is that or a later one.
        var wanted = version.Split('.').Select(part => int.Parse(part, CultureInfo.InvariantCulture)).ToArray();
        if (pattern is "*" or "+" or "~" or "latest" or "all") return true;

        var parts = pattern.Split('-')[0].Split('.');
        var numbers = new int[parts.Length];
        var wildcard = -1;
        for (var i = 0; i < parts.Length; i++)
        {
            var part = parts[i];
            if (part.Length > 0 && Wildcards.Contains(part[^1], StringComparison.Ordinal))
            {
                if (wildcard >= 0) return null;
                wildcard = i;
                part = part[..^1];
                if (part.Length == 0) continue;
            }

            if (!int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out numbers[i])) return null;
        }

        if (parts.Length > wanted.Length) return null;
        // Versions of fewer parts are other ones, and so are those with an extension.
        if (parts.Length < wanted.Length || pattern.Contains('-', StringComparison.Ordinal)) return false;
        if (wildcard < 0) return wanted.AsSpan().SequenceEqual(numbers);
        return wanted.AsSpan(0, wildcard).SequenceEqual(numbers.AsSpan(0, wildcard)) && wanted.AsSpan(wildcard).SequenceCompareTo(numbers.AsSpan(wildcard)) >= 0;
    }
}
