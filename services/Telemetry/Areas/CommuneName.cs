namespace SmartSectors.Telemetry.Areas;

/// <summary>A commune's official name taken apart: its kind by the prefix, and its English form.</summary>
internal static class CommuneName
{
    private const string Marked =
        "àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ"
        + "ÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢÙÚỦŨỤƯỪỨỬỮỰỲÝỶỸỴĐ";

    private const string Plain =
        "aaaaaaaaaaaaaaaaaeeeeeeeeeeeiiiiiooooooooooooooooouuuuuuuuuuuyyyyyd"
        + "AAAAAAAAAAAAAAAAAEEEEEEEEEEEIIIIIOOOOOOOOOOOOOOOOOUUUUUUUUUUUYYYYYD";

    private static readonly (string Prefix, AreaKind Kind, string English)[] Kinds =
    [
        ("Phường ", AreaKind.Ward, "Ward"),
        ("Xã ", AreaKind.Commune, "Commune"),
        ("Đặc khu ", AreaKind.SpecialZone, "Special Zone"),
    ];

    public static (AreaKind Kind, string NameEn) Parse(string nameVi)
    {
        foreach (var (prefix, kind, english) in Kinds)
            if (nameVi.StartsWith(prefix, StringComparison.Ordinal))
                return (kind, $"{WithoutMarks(nameVi[prefix.Length..])} {english}");
        throw new FormatException($"CORRUPT: the commune name '{nameVi}' has none of the three prefixes");
    }

    private static string WithoutMarks(string text) => string.Create(text.Length, text, static (plain, text) =>
    {
        for (var i = 0; i < plain.Length; i++)
            plain[i] = Marked.IndexOf(text[i], StringComparison.Ordinal) is >= 0 and var at ? Plain[at] : text[i];
    });
}
