namespace SmartSectors.Reporting.Targets;

/// <summary>The names of the kinds of goals in the API.</summary>
internal static class TargetDirections
{
    public const string AtLeast = "at-least", AtMost = "at-most", Range = "range";

    public static string Of(Goal goal) => goal switch
    {
        { Lowest: not null, Highest: not null } => Range,
        { Lowest: not null } => AtLeast,
        _ => AtMost,
    };
}
