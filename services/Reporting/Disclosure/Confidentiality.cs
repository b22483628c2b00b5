namespace SmartSectors.Reporting.Disclosure;

/// <summary>Whether an observation may be published, and why not. The codes are those of SDMX's CL_CONF_STATUS.</summary>
public enum Confidentiality
{
    /// <summary>F: free.</summary>
    Free,

    /// <summary>A: too few devices or owners.</summary>
    SmallCount,

    /// <summary>O: one owner makes nearly all of it.</summary>
    OneDominates,

    /// <summary>T: two owners do, and each would learn the other's part.</summary>
    TwoDominate,

    /// <summary>D: it would give away another one.</summary>
    Secondary,
}

/// <summary>The codes.</summary>
public static class ConfidentialityCodes
{
    /// <summary>The code in CL_CONF_STATUS.</summary>
    public static string Code(this Confidentiality status) => status switch
    {
        Confidentiality.Free => "F",
        Confidentiality.SmallCount => "A",
        Confidentiality.OneDominates => "O",
        Confidentiality.TwoDominate => "T",
        _ => "D",
    };
}
