using System.Globalization;
using SmartSectors.Telemetry.Areas;

namespace SmartSectors.Grains.Propagation;

/// <summary>
/// Areas as the area store numbers them: the nation 0, provinces by their code (1-99), the nation's <c>unassigned</c>
/// 100, communes 100,000 plus their code. Durable.
/// </summary>
public static class AreaNumber
{
    public const int Nation = 0;
    public const int Unassigned = 100;
    private const int FirstCommune = 100_000;

    /// <summary>The number of a commune's code; an empty one is <see cref="Unassigned"/>.</summary>
    public static int OfCommune(string code) =>
        code.Length == 0 ? Unassigned : FirstCommune + int.Parse(code, CultureInfo.InvariantCulture);

    /// <summary>The number of any area code; false when it has none of the known forms.</summary>
    public static bool TryParse(string code, out int area)
    {
        area = code switch
        {
            AreaCatalog.NationCode => Nation,
            AreaCatalog.UnassignedCode => Unassigned,
            { Length: 2 } when int.TryParse(code, NumberStyles.None, CultureInfo.InvariantCulture, out var province) => province,
            { Length: 5 } when int.TryParse(code, NumberStyles.None, CultureInfo.InvariantCulture, out var commune) => FirstCommune + commune,
            _ => -1,
        };
        return area >= 0;
    }

    public static string Code(int area) => area switch
    {
        Nation => AreaCatalog.NationCode,
        Unassigned => AreaCatalog.UnassignedCode,
        >= FirstCommune => (area - FirstCommune).ToString("00000", CultureInfo.InvariantCulture),
        _ => area.ToString("00", CultureInfo.InvariantCulture),
    };
}
