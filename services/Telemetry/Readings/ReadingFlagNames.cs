namespace SmartSectors.Telemetry.Readings;

/// <summary>The names of flags in the API and in files.</summary>
public static class ReadingFlagNames
{
    public static string Name(this ReadingFlag flag) => flag switch
    {
        ReadingFlag.Pass => "pass",
        ReadingFlag.Unevaluated => "unevaluated",
        ReadingFlag.Suspect => "suspect",
        ReadingFlag.Fail => "fail",
        _ => throw new ArgumentOutOfRangeException(nameof(flag), flag, "BUG: a flag without a public name"),
    };
}
