using static SmartSectors.Http.AnswerLanguage;

namespace SmartSectors.Reporting.ReleaseApi;

/// <summary>What operators read of problems with releases, in both languages.</summary>
internal static class ReleaseTexts
{
    public static string NoRelease(string number) => In($"There is no release {number}.", $"Không có bản phát hành {number}.");

    public static string NothingTitle => In("There is nothing to release.", "Không có gì để phát hành.");

    public static string Nothing(string sector) => In(
        $"No device of the sector {sector} measured anything in these periods that the nation's figures have by now; what is measured reaches open days and months within five minutes.",
        $"Không thiết bị nào của lĩnh vực {sector} có số đo trong các kỳ này, các tháng của chúng hoặc tháng liền trước.");

    public static string BusyTitle => In("Another release is being made.", "Đang lập một bản phát hành khác.");

    public static string Busy => In("One is made at a time; try again in a while.", "Mỗi lần chỉ lập một bản; hãy thử lại sau ít phút.");
}
