using System.Globalization;

namespace SmartSectors.Http;

/// <summary>How long a page may be.</summary>
public static class Paging
{
    public const int DefaultLimit = 1_000;
    public const int MaxLimit = 10_000;

    public static int ReadLimit(string? text, ParameterErrors errors, int otherwise = DefaultLimit, int most = MaxLimit)
    {
        if (text is null) return otherwise;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit >= 1 && limit <= most) return limit;
        errors.Add("limit", $"'{text}' is not a whole number from 1 to {most}.");
        return otherwise;
    }
}
