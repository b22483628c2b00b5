using SmartSectors.Reporting.Publishing;

namespace SmartSectors.Reporting.Sdmx.Structures;

/// <summary>The data structure DSD_IOT: its dimensions, its measure and its attributes, in the order in which they are written.</summary>
internal static class IotStructure
{
    public const string Agency = "VN_SMARTSECTORS";
    public const string Id = "DSD_IOT";
    public const string Version = "1.0.0";

    public static Names Names { get; } = new("Cấu trúc dữ liệu chỉ tiêu IoT theo địa bàn", "Structure of IoT indicators by area");

    public static Component Frequency { get; } = new("FREQ", new("Tần suất", "Frequency"), ComponentLevel.Dimension, "CL_FREQ", Role: "FREQ");

    public static Component Area { get; } = new("REF_AREA", new("Địa bàn", "Reference area"), ComponentLevel.Dimension, "CL_AREA_VN", Role: "GEO");

    public static Component Sector { get; } = new("SECTOR", new("Ngành", "Sector"), ComponentLevel.Dimension, "CL_SECTOR");

    public static Component Indicator { get; } = new("INDICATOR", new("Chỉ tiêu", "Indicator"), ComponentLevel.Dimension, "CL_INDICATOR");

    public static Component Statistic { get; } = new("STAT", new("Đại lượng", "Statistic"), ComponentLevel.Dimension, "CL_STAT");

    public static Component Time { get; } =
        new("TIME_PERIOD", new("Kỳ", "Time period"), ComponentLevel.Time, null, "ObservationalTimePeriod", "TIME_PERIOD");

    public static Component Value { get; } = new("OBS_VALUE", new("Giá trị", "Observation value"), ComponentLevel.Measure, null, "Double", "PRIMARY");

    public static Component Unit { get; } = new("UNIT_MEASURE", new("Đơn vị đo", "Unit of measure"), ComponentLevel.Series, "CL_UNIT");

    public static Component UnitMultiplier { get; } = new("UNIT_MULT", new("Bội số", "Unit multiplier"), ComponentLevel.Series, "CL_UNIT_MULT");

    public static Component Status { get; } = new("OBS_STATUS", new("Trạng thái", "Observation status"), ComponentLevel.Observation, "CL_OBS_STATUS");

    public static Component Confidentiality { get; } =
        new("CONF_STATUS", new("Mức bảo mật", "Confidentiality status"), ComponentLevel.Observation, "CL_CONF_STATUS");

    public static Component Devices { get; } = new("DEVICES", new("Số thiết bị", "Contributing devices"), ComponentLevel.Observation, null, "Integer");

    public static Component Completeness { get; } = new("COMPLETENESS", new("Độ đủ", "Completeness, %"), ComponentLevel.Observation, null, "Double");

    public static Component Correctness { get; } = new("CORRECTNESS", new("Độ đúng", "Correctness, %"), ComponentLevel.Observation, null, "Double");

    public static Component Cleanness { get; } = new("CLEANNESS", new("Độ sạch", "Cleanness, %"), ComponentLevel.Observation, null, "Double");

    public static Component Liveness { get; } = new("LIVENESS", new("Độ sống", "Liveness, %"), ComponentLevel.Observation, null, "Double");

    /// <summary>Those of a series' key, in the key's order.</summary>
    public static IReadOnlyList<Component> SeriesDimensions { get; } = [Frequency, Area, Sector, Indicator, Statistic];

    public static IReadOnlyList<Component> Dimensions { get; } = [.. SeriesDimensions, Time];

    public static IReadOnlyList<Component> SeriesAttributes { get; } = [Unit, UnitMultiplier];

    public static IReadOnlyList<Component> ObservationAttributes { get; } = [Status, Confidentiality, Devices, Completeness, Correctness, Cleanness, Liveness];

    public static IReadOnlyList<Component> Attributes { get; } = [.. SeriesAttributes, .. ObservationAttributes];

    public static IReadOnlyList<Component> All { get; } = [.. Dimensions, Value, .. Attributes];

    /// <summary>What a series' attributes depend on: what is counted is in another unit than what is measured.</summary>
    public static IReadOnlyList<string> UnitDependsOn { get; } = [Indicator.Id, Statistic.Id];
}

/// <summary>One of the data flows over the structure.</summary>
internal sealed record Dataflow(string Id, Copy Copy, Names Names)
{
    public static Dataflow Public { get; } = new("DF_IOT", Copy.Public, new("Chỉ tiêu IoT theo địa bàn", "IoT indicators by area"));

    public static Dataflow Confidential { get; } = new(
        "DF_IOT_CONFIDENTIAL", Copy.Confidential, new("Chỉ tiêu IoT theo địa bàn, bản đầy đủ", "IoT indicators by area, complete copy"));

    public static IReadOnlyList<Dataflow> All { get; } = [Public, Confidential];

    /// <summary><c>VN_SMARTSECTORS:DF_IOT(1.0.0)</c>.</summary>
    public string Reference => $"{IotStructure.Agency}:{Id}({IotStructure.Version})";
}
