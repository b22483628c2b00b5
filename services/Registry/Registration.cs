namespace SmartSectors.Registry;

/// <summary>What became of one registration.</summary>
public enum RegistrationOutcome : byte
{
    /// <summary>It is new.</summary>
    Added,

    /// <summary>It was only seen before and is registered now.</summary>
    Upgraded,

    /// <summary>It is known, and a device's weight or parameters are others from a moment on, or its profile was none; or a site's ownership is another.</summary>
    Changed,

    /// <summary>It is known exactly so already.</summary>
    Unchanged,

    /// <summary>It is known otherwise; the detail names what differs.</summary>
    Conflict,

    /// <summary>Its id or a text breaks a rule; the detail names which.</summary>
    Invalid,

    /// <summary>A device's site is not registered.</summary>
    UnknownSite,

    /// <summary>A site's commune is not in the area catalogue.</summary>
    UnknownCommune,

    /// <summary>A seen device names a site of another sector.</summary>
    WrongSector,
}

/// <summary>The outcome for one id of a batch, in the batch's order.</summary>
/// <param name="Detail">Null for the outcomes that need none.</param>
public readonly record struct Registration(string Id, RegistrationOutcome Outcome, string? Detail = null)
{
    /// <summary>True when the registry holds it as it was given.</summary>
    public bool Holds => Outcome is RegistrationOutcome.Added or RegistrationOutcome.Upgraded or RegistrationOutcome.Changed or RegistrationOutcome.Unchanged;
}
