namespace SmartSectors.Fleet.Trouble;

/// <summary>The ways in which a body is broken.</summary>
internal enum MalformedKind
{
    /// <summary>Cut off in the middle: the whole message is <c>malformed</c>.</summary>
    Truncated,

    /// <summary>The first value is "NaN", "Infinity" or 1e400: <c>not_finite</c>; the others stand.</summary>
    NotFinite,

    /// <summary>The first value is an object: <c>nested</c>; the others stand.</summary>
    Nested,

    /// <summary>A value more, which no scheme knows: <c>unknown_indicator</c>; the others stand.</summary>
    UnknownKey,

    /// <summary>The time in seconds, so in January 1970: every reading is <c>impossible_time</c>.</summary>
    SecondsForMilliseconds,

    /// <summary>A time in the year 5138: every reading is <c>future</c>.</summary>
    FarFuture,
}
