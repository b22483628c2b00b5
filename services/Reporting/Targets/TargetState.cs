namespace SmartSectors.Reporting.Targets;

/// <summary>How a target stands, as the national programme counts its goals; the last three are counted by themselves.</summary>
public enum TargetState
{
    /// <summary>The target is met.</summary>
    Achieved,

    /// <summary>It is not met yet, and the value is where it should be by now.</summary>
    OnTrack,

    /// <summary>It is not, or the deadline is past.</summary>
    NeedsFocus,

    /// <summary>The area's figures are confidential, and whether it meets its target would tell of them.</summary>
    Hidden,

    /// <summary>Nothing was released, or the newest period has no value.</summary>
    NoData,

    /// <summary>The target holds no more.</summary>
    Ended,
}

/// <summary>The names in the API.</summary>
public static class TargetStateNames
{
    /// <summary>All, in the order in which they are counted.</summary>
    public static IReadOnlyList<TargetState> All { get; } = Enum.GetValues<TargetState>();

    /// <summary>The state's name, such as <c>on_track</c>.</summary>
    public static string Name(this TargetState state) => state switch
    {
        TargetState.Achieved => "achieved",
        TargetState.OnTrack => "on_track",
        TargetState.NeedsFocus => "needs_focus",
        TargetState.Hidden => "hidden",
        TargetState.NoData => "no_data",
        TargetState.Ended => "ended",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "BUG: a state without a public name"),
    };

    /// <summary>The state of a name, in any case.</summary>
    public static bool TryParse(string name, out TargetState state)
    {
        foreach (var each in All)
        {
            state = each;
            if (string.Equals(each.Name(), name, StringComparison.OrdinalIgnoreCase)) return true;
        }

        state = default;
        return false;
    }
}
