namespace SmartSectors.Reporting.Sdmx.Structures;

/// <summary>Kinds of structures by their names in addresses, which are in lower case.</summary>
internal static class Kinds
{
    // SDMX REST, structure queries: what there can be, and is not here.
    private static readonly string[] s_others =
    [
        "metadatastructure", "categoryscheme", "hierarchy", "hierarchyassociation", "valuelist", "dataproviderscheme", "metadataproviderscheme", "dataconsumerscheme",
        "organisationunitscheme", "metadataflow", "reportingtaxonomy", "provisionagreement", "metadataprovisionagreement", "structuremap", "representationmap",
        "conceptschememap", "categoryschememap", "organisationschememap", "reportingtaxonomymap", "process", "categorisation", "dataconstraint", "metadataconstraint",
        "transformationscheme", "rulesetscheme", "userdefinedoperatorscheme", "customtypescheme", "namepersonalisationscheme", "vtlmappingscheme",
    ];

    public static string Name(ArtefactKind kind) => kind.ToString().ToLowerInvariant();

    public static bool TryParse(string name, out ArtefactKind kind)
    {
        foreach (var each in Enum.GetValues<ArtefactKind>())
        {
            kind = each;
            if (Name(each) == name) return true;
        }

        kind = default;
        return false;
    }

    /// <summary>SDMX has such a kind.</summary>
    public static bool IsKnown(string name) => TryParse(name, out _) || s_others.Contains(name);
}
