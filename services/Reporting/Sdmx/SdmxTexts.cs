using static SmartSectors.Http.AnswerLanguage;

namespace SmartSectors.Reporting.Sdmx;

/// <summary>The titles of SDMX's problems, in both languages; what exactly is wrong with a question is told in English, to whoever writes clients.</summary>
internal static class SdmxTexts
{
    public static string TitleOf(SdmxFailure failure) => failure switch
    {
        SdmxFailure.Syntax => In("The SDMX query has an error.", "Truy vấn SDMX có lỗi."),
        SdmxFailure.NotFound => In("There is no such data flow or structure.", "Không có luồng dữ liệu hoặc cấu trúc này."),
        SdmxFailure.NotAcceptable => In("The format is not available.", "Không có định dạng này."),
        SdmxFailure.TooLarge => In("The question is too large.", "Câu hỏi quá lớn."),
        _ => In("Not implemented.", "Chưa hỗ trợ."),
    };

    public static string Busy => In("As many SDMX answers are being written as may be.", "Số câu trả lời SDMX đang gửi đã đạt mức tối đa.");

    public static string BusyDetail => In("Ask again in some seconds.", "Hãy hỏi lại sau vài giây.");
}
