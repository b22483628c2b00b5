using System.Globalization;
using static SmartSectors.Http.AnswerLanguage;

namespace SmartSectors.Http;

/// <summary>What operators read of problems, in both languages. What only writers of clients meet is in English where it arises.</summary>
public static class ProblemTexts
{
    public static string NotFound => In("Not found.", "Không tìm thấy.");

    public static string Contradiction => In("It contradicts what is registered.", "Mâu thuẫn với thông tin đã đăng ký.");

    public static string BadBody => In("The body cannot be used.", "Không dùng được nội dung gửi lên.");

    public static string WrongFiles => In("The schemes or profiles have errors.", "Bộ chỉ tiêu hoặc hồ sơ thiết bị có lỗi.");

    public static string WrongFilesDetail => In(
        "What held before stays in force; 'errors' lists what is wrong, with file and line.",
        "Bản đang áp dụng vẫn giữ hiệu lực; 'errors' liệt kê các lỗi, kèm tệp và dòng.");

    public static string WrongParameters => In("The request has wrong parameters.", "Yêu cầu có tham số không đúng.");

    public static string WrongParametersDetail => In(
        "Each is named under 'errors' with what is wrong with it.", "Từng tham số và lỗi của nó được nêu trong 'errors' (bằng tiếng Anh).");

    public static string TooLarge => In("The question is too large.", "Câu hỏi quá lớn.");

    public static string TooLargeDetail(CostEstimate cost) => In(
        string.Create(CultureInfo.InvariantCulture, $"The question is for about {cost.Estimate:N0} {cost.Unit}, and one question may read {cost.Limit:N0}. {cost.Hint}"),
        string.Create(CultureInfo.InvariantCulture, $"Câu hỏi này phải đọc khoảng {cost.Estimate:N0} {VietnameseUnit(cost.Unit)}, mỗi câu hỏi chỉ được đọc {cost.Limit:N0}. {cost.Hint}"));

    public static string HintForSamples => In(
        "Ask for a shorter range, or for aggregates.", "Hãy hỏi khoảng thời gian ngắn hơn hoặc số liệu tổng hợp.");

    public static string Unavailable => In("The readings cannot be read now.", "Hiện không đọc được số đo.");

    public static string UnavailableDetail => In(
        "The store that holds the older part of the range does not answer now; /health/ready tells why. Ask again later, or for the last 30 days.",
        "Kho lưu phần cũ hơn của khoảng thời gian này hiện không trả lời; /health/ready cho biết lý do. Hãy hỏi lại sau, hoặc chỉ hỏi 30 ngày gần nhất.");

    public static string Damaged => In("Stored data is damaged.", "Dữ liệu lưu trữ bị hỏng.");

    public static string DamagedDetail => In(
        "What is stored for this question is damaged; `smartsectors check` tells the operator where.",
        "Dữ liệu lưu cho câu hỏi này bị hỏng; lệnh `smartsectors check` cho người vận hành biết vị trí.");

    public static string TooManyStreams => In("There is no room for another stream.", "Không còn chỗ cho luồng sự kiện mới.");

    public static string TooManyStreamsDetail => In(
        "As many streams of events are open as may be; try again when some have ended.",
        "Số luồng sự kiện đang mở đã đạt mức tối đa; hãy thử lại khi có luồng kết thúc.");

    public static string KeyNeeded => In("An API key is needed.", "Cần có khóa API.");

    public static string KeyMissing(string header) => In(
        $"Send a key in the header {header}; the first one is in the file admin.key of the data directory.",
        $"Hãy gửi khóa trong tiêu đề {header}; khóa đầu tiên nằm trong tệp admin.key của thư mục dữ liệu.");

    public static string KeyUnknown(string header) => In($"The key in {header} is not known.", $"Không nhận ra khóa trong {header}.");

    public static string KeyEnded(string name) => In(
        $"The key '{name}' is good no more; the stream ends here.", $"Khóa '{name}' không còn hiệu lực; luồng sự kiện kết thúc tại đây.");

    public static string RoleNeeded => In("The API key may not do this.", "Khóa API không có quyền này.");

    public static string RoleMissing(string name, string role) => In($"The key '{name}' has not the role {role}.", $"Khóa '{name}' không có vai trò {role}.");

    private static string VietnameseUnit(string unit) => unit switch
    {
        "cells" => "ô tổng hợp",
        "readings" => "số đo",
        "devices" => "thiết bị",
        _ => throw new ArgumentOutOfRangeException(nameof(unit), unit, "BUG: a unit without a Vietnamese name"),
    };
}
