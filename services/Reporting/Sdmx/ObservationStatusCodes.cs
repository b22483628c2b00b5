namespace SmartSectors.Reporting.Sdmx;

/// <summary>OBS_STATUS as text, made once: one stands at every observation.</summary>
internal static class ObservationStatusCodes
{
    private static readonly string[] s_codes = [.. Enumerable.Range('A', 26).Select(letter => ((char)letter).ToString())];

    public static string Of(char status) => s_codes[status - 'A'];
}
