namespace SmartSectors.Telemetry.Readings;

/// <summary>
/// Why a reading, or a whole message, was not stored. The numbers are durable (they stand in the reading log and in
/// the ledger): a reason is added at the end and never renumbered. <see cref="RejectReasons.Code"/> gives the public name.
/// </summary>
public enum RejectReason : byte
{
    None = 0,

    // Of a message: it counts as one rejected reading, for nobody knows how many it held.
    Malformed = 1,
    Oversized = 2,
    BadTopic = 3,
    UnknownSector = 4,
    UnknownSite = 5,
    UnknownDevice = 6,
    WrongSite = 7,
    NotAuthorized = 8,
    TooManyReadings = 9,
    Undecoded = 10,
    Unsupported = 11,

    // Of one reading.
    UnknownIndicator = 20,
    NotNumeric = 21,
    Nested = 22,
    NotFinite = 23,
    OutOfRange = 24,
    ImpossibleTime = 25,
    Future = 26,
    TooOld = 27,
    Conflict = 28,
    Quarantined = 29,
    UnknownAlias = 30,
    DataBeforeBirth = 31,
    UnitMismatch = 32,
    BadQuality = 33,
    DerivedIndicator = 34,

    /// <summary>Measured before the end of an erasure of its device's readings: it may have been among them.</summary>
    Erased = 35,
}

/// <summary>The public names of <see cref="RejectReason"/>, as the ledger and the API show them.</summary>
public static class RejectReasons
{
    /// <summary>The reason in snake case, such as <c>unknown_indicator</c>.</summary>
    public static string Code(this RejectReason reason) => reason switch
    {
        RejectReason.Malformed => "malformed",
        RejectReason.Oversized => "oversized",
        RejectReason.BadTopic => "bad_topic",
        RejectReason.UnknownSector => "unknown_sector",
        RejectReason.UnknownSite => "unknown_site",
        RejectReason.UnknownDevice => "unknown_device",
        RejectReason.WrongSite => "wrong_site",
        RejectReason.NotAuthorized => "not_authorized",
        RejectReason.TooManyReadings => "too_many_readings",
        RejectReason.Undecoded => "undecoded",
        RejectReason.Unsupported => "unsupported",
        RejectReason.UnknownIndicator => "unknown_indicator",
        RejectReason.NotNumeric => "not_numeric",
        RejectReason.Nested => "nested",
        RejectReason.NotFinite => "not_finite",
        RejectReason.OutOfRange => "out_of_range",
        RejectReason.ImpossibleTime => "impossible_time",
        RejectReason.Future => "future",
        RejectReason.TooOld => "too_old",
        RejectReason.Conflict => "conflict",
        RejectReason.Quarantined => "quarantined",
        RejectReason.UnknownAlias => "unknown_alias",
        RejectReason.DataBeforeBirth => "data_before_birth",
        RejectReason.UnitMismatch => "unit_mismatch",
        RejectReason.BadQuality => "bad_quality",
        RejectReason.DerivedIndicator => "derived_indicator",
        RejectReason.Erased => "erased",
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "BUG: a reason without a public name"),
    };
}
