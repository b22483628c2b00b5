using System.Globalization;
using SmartSectors.Telemetry.Areas;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Fleet.Layout;

/// <summary>Names from places alone; nobody is invented.</summary>
internal static class SiteNames
{
    private static readonly string[] s_prefixes = ["Phường ", "Xã ", "Đặc khu "];

    public static string Format(SiteKind kind, Area commune) =>
        string.Format(CultureInfo.InvariantCulture, kind.NameFormat, ShortName(commune.NameVi), commune.NameVi);

    /// <summary>The department of the province's People's Committee that is in charge of the sector.</summary>
    public static string Owner(Sector sector, Area province)
    {
        var department = sector switch
        {
            Sector.Agriculture => "Sở Nông nghiệp và Môi trường",
            Sector.Transport => "Sở Xây dựng", // took over transport in March 2025
            Sector.Health => "Sở Y tế",
            Sector.Energy or Sector.Manufacturing or Sector.Commerce => "Sở Công Thương",
            _ => throw new ArgumentOutOfRangeException(nameof(sector), sector, "BUG: a sector without a fleet"),
        };
        return $"{department} {province.NameVi}";
    }

    /// <summary>Who runs a private site: one of each kind in a commune, so that nearly every site has an owner of its own.</summary>
    public static string PrivateOwner(string kind, Area commune) => $"{kind} {ShortName(commune.NameVi)}";

    private static string ShortName(string name)
    {
        var prefix = Array.Find(s_prefixes, prefix => name.StartsWith(prefix, StringComparison.Ordinal));
        return name[(prefix?.Length ?? 0)..];
    }
}
