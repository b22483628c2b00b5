using System.Globalization;
using static SmartSectors.Http.AnswerLanguage;

namespace SmartSectors.Reporting.Targets;

/// <summary>What operators read of problems with targets, in both languages.</summary>
internal static class TargetTexts
{
    public static string NoTarget(string id) => In($"There is no target '{id}'.", $"Không có mục tiêu '{id}'.");

    public static string Other(string id) => In(
        $"'{id}' is another target, or has other terms: PUT gives it new terms, and another target needs another id.",
        $"'{id}' là một mục tiêu khác hoặc có nội dung khác: dùng PUT để ghi phiên bản mới; mục tiêu khác cần mã khác.");

    public static string TooEarly(string id, string from) => In(
        $"The newest version of '{id}' holds from {from} on, and another can only follow it.",
        $"Phiên bản mới nhất của '{id}' có hiệu lực từ {from}; phiên bản khác chỉ có thể có hiệu lực sau đó.");

    public static string Ended(string id) => In(
        $"The target '{id}' was ended: it stays as it was, and a new one needs another id.",
        $"Mục tiêu '{id}' đã kết thúc và được giữ nguyên; mục tiêu mới cần mã khác.");

    public static string Full(int most) => In(
        string.Create(CultureInfo.InvariantCulture, $"There are {most:N0} targets, and no more are taken."),
        string.Create(CultureInfo.InvariantCulture, $"Đã có {most:N0} mục tiêu, không nhận thêm."));

    public static string BusyTitle => In("A release is being written.", "Đang ghi một bản phát hành.");

    public static string Busy => In("Targets can be changed when it is done; try again in a while.", "Chỉ sửa được mục tiêu khi ghi xong; hãy thử lại sau ít phút.");
}
