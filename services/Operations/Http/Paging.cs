using System.Globalization;

namespace SmartSectors.Operations.Http;

/// <summary>How long a page may be.</summary>
internal static class Paging
{
    public const int DefaultLimit = 1_000;
    public const int MaxLimit = 10_000;

    public static int ReadLimit(string? text, ParameterErrors errors)
    {
        if (text is null) return DefaultLimit;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit is >= 1 and <= MaxLimit)
        {
            return limit;
        }
        errors.Add("limit", $"'{text}' is not a whole number from 1 to {MaxLimit}.");
        return DefaultLimit;
    }
}
