using System.Globalization;
using SmartSectors.Http;
using SmartSectors.Telemetry.Sampling;

namespace SmartSectors.Operations.Devices;

/// <summary>A range is to be brought down to a few of its readings.</summary>
internal readonly record struct SampleQuestion(Downsampling Method, int Points)
{
    /// <summary>Null when nobody asks for it, or something is wrong.</summary>
    public static SampleQuestion? Read(string? text, string? downsampling, ParameterErrors errors)
    {
        if (text is null)
        {
            if (downsampling is not null) errors.Add("downsampling", "It goes with 'points', which is missing.");
            return null;
        }

        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var points) || points is < ReadingSampler.FewestPoints or > Paging.MaxLimit)
            errors.Add("points", $"'{text}' is not a whole number from {ReadingSampler.FewestPoints} to {Paging.MaxLimit}.");
        return new SampleQuestion(ReadMethod(downsampling, errors), points);
    }

    public static string NameOf(Downsampling method) => method switch
    {
        Downsampling.MinMax => "minmax",
        Downsampling.Lttb => "lttb",
        _ => throw new ArgumentOutOfRangeException(nameof(method), method, "BUG: a method without a public name"),
    };

    private static Downsampling ReadMethod(string? text, ParameterErrors errors)
    {
        foreach (var method in Enum.GetValues<Downsampling>())
        {
            if (string.Equals(text ?? NameOf(default), NameOf(method), StringComparison.OrdinalIgnoreCase)) return method;
        }

        errors.Add("downsampling", $"There is no '{text}'; there are {string.Join(", ", Enum.GetValues<Downsampling>().Select(NameOf))}.");
        return default;
    }
}
