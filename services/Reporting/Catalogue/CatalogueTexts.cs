using SmartSectors.Reporting.Sdmx;

namespace SmartSectors.Reporting.Catalogue;

/// <summary>The words of the catalogue's page.</summary>
internal static class CatalogueTexts
{
    public static Names Title { get; } = new("Dữ liệu mở", "Open data");

    public static Names Lead { get; } = new(
        "Số liệu thống kê đã phát hành từ các chương trình Internet vạn vật, theo ngành, tỉnh và xã.",
        "Released statistics from the Internet-of-Things schemes, by sector, province and commune.");

    public static Names FormTitle { get; } = new("Tải một tháng về bảng tính", "A month in a spreadsheet");

    public static Names Sector { get; } = new("Ngành", "Sector");

    public static Names Area { get; } = new("Địa bàn", "Area");

    public static Names Month { get; } = new("Tháng", "Month");

    public static Names Rows { get; } = new("Số liệu", "Figures");

    public static Names Daily { get; } = new("Từng ngày", "Of each day");

    public static Names Monthly { get; } = new("Cả tháng", "Of the month");

    public static Names Parts { get; } = new("Kèm các địa bàn bên trong", "With the areas in it");

    public static Names Download { get; } = new("Tải bảng tính (CSV)", "Download the spreadsheet (CSV)");

    public static Names NothingReleased { get; } = new("Chưa có bản phát hành nào.", "Nothing was released yet.");

    public static Names NotReleased { get; } = new(
        "Chưa phát hành số liệu này. Hãy chọn tháng, ngành hoặc địa bàn khác.", "This was not released. Choose another month, sector or area.");

    public static Names KeyNeeded { get; } = new("Số liệu cần khóa API (X-Api-Key).", "The figures need an API key (X-Api-Key).");

    public static Names DataSets { get; } = new("Các bộ dữ liệu", "Data sets");

    public static Names FrequencyHead { get; } = new("Tần suất", "Frequency");

    public static Names Periods { get; } = new("Từ kỳ đến kỳ", "First to last period");

    public static Names Updated { get; } = new("Cập nhật (UTC+07:00)", "Updated (UTC+07:00)");

    public static Names Newest { get; } = new("Kỳ mới nhất, toàn quốc", "Newest period, the nation");

    public static Names Reading { get; } = new("Cách đọc số liệu", "How to read the figures");

    public static Names ReadingText { get; } = new(
        "Mỗi dòng là một giá trị của một chỉ tiêu, địa bàn và kỳ. OBS_STATUS: A bình thường, P tạm tính, U độ tin cậy thấp, O thiếu, Q được bảo mật vì có quá ít thiết bị hoặc chủ sở hữu. Ô trống không phải là số không.",
        "Each row is a value of one indicator, area and period. OBS_STATUS: A normal, P provisional, U of low reliability, O missing, Q confidential for too few devices or owners. An empty value is not nought.");

    public static Names ForMachines { get; } = new("Cho phần mềm", "For programs");

    public static Names Api { get; } = new("Mô tả và thử API", "The API, to read and try");

    public static Names Dcat { get; } = new("Danh mục này dạng DCAT (JSON-LD)", "This catalogue as DCAT (JSON-LD)");

    public static Names Structure { get; } = new("Cấu trúc dữ liệu SDMX", "The SDMX data structure");

    public static Names Publisher { get; } = new("Đơn vị công bố", "Publisher");

    public static Names License { get; } = new("Giấy phép", "Licence");

    public static Names Contact { get; } = new("Liên hệ", "Contact");
}
