using static SmartSectors.Http.AnswerLanguage;

namespace SmartSectors.Operations.Http;

/// <summary>What operators read of the problems that this role alone meets, in both languages.</summary>
internal static class OperationsTexts
{
    public static string HintForCells => In(
        "Ask for a longer window, a shorter range or one area; or page by page, with 'limit'.",
        "Hãy hỏi cửa sổ dài hơn, khoảng thời gian ngắn hơn hoặc một địa bàn; hoặc hỏi từng trang bằng 'limit'.");

    public static string HintForReadings => In(
        "Ask for a shorter range or fewer devices, for aggregates, or page by page, with 'limit'.",
        "Hãy hỏi khoảng thời gian ngắn hơn hoặc ít thiết bị hơn, hỏi số liệu tổng hợp, hoặc hỏi từng trang bằng 'limit'.");

    public static string HintForDevices => In(
        "Ask for some of them at a time, for aggregates, or for the last readings, which have no such limit.",
        "Hãy hỏi từng nhóm thiết bị, hỏi số liệu tổng hợp, hoặc số đo mới nhất (không có giới hạn này).");

    public static string NoDevice(string id) => In($"There is no device '{id}'.", $"Không có thiết bị '{id}'.");

    public static string NeverHeard(string id) => In($"There is no device '{id}' that was ever heard.", $"Chưa từng nhận được dữ liệu của thiết bị '{id}'.");

    public static string NoSite(string id) => In($"There is no site '{id}'.", $"Không có cơ sở '{id}'.");

    public static string NoCommune(string code) => In($"There is no commune '{code}'.", $"Không có xã, phường '{code}'.");

    public static string NoLedger(string? area) => In($"There is no ledger of the area '{area}'.", $"Không có sổ đối soát của địa bàn '{area}'.");

    public static string NoTrips(string sector, string id) => In(
        $"The scheme of {sector} derives no trips: '{id}' is no vehicle.", $"Bộ chỉ tiêu {sector} không suy ra chuyến đi: '{id}' không phải là phương tiện.");

    public static string RegisteredOtherwise(string? id, string? how) => In($"'{id}' is registered otherwise: {how}.", $"'{id}' đã được đăng ký khác: {how}.");

    public static string NoKey(string name) => In($"There is no key '{name}'.", $"Không có khóa '{name}'.");

    public static string KeyExists(string name) => In(
        $"There is a key '{name}' already; it can be given another secret, or be removed.", $"Đã có khóa '{name}'; có thể cấp lại bí mật cho khóa hoặc xóa khóa.");

    public static string KeyOfFile => In(
        "The key 'admin' is that of the file admin.key: it is changed there.", "Khóa 'admin' nằm trong tệp admin.key và chỉ được thay đổi tại đó.");

    public static string TooManyKeys(int most) => In($"There are {most} keys, and no more are taken.", $"Đã có {most} khóa, không nhận thêm.");
}
