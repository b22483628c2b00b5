using SmartSectors.Reporting.Publishing;
using SmartSectors.Reporting.Sdmx.Structures;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Reporting.Sdmx.Data;

/// <summary>An observation of a series.</summary>
internal readonly record struct Point(long StartMs, Figure Figure);

/// <summary>A series with those of its observations that are asked for, by time. It is lent: the next one takes its room.</summary>
internal sealed class Series
{
    private readonly string[] _codes = new string[IotStructure.SeriesDimensions.Count];

    /// <summary>Of the data set that it belongs to.</summary>
    public DataSetHead DataSet { get; set; } = null!;

    public Window Window { get; private set; }

    /// <summary>Its codes in the order of the dimensions.</summary>
    public ReadOnlySpan<string> Codes => _codes;

    public string Unit { get; private set; } = "";

    public List<Point> Points { get; } = [];

    /// <summary>Becomes another one, of the same part and indicator as before or not.</summary>
    public void Begin(Window window, string area, Indicator indicator, string sector, Statistic statistic)
    {
        Points.Clear();
        Window = window;
        _codes[0] = Frequency.Code(window);
        _codes[1] = area;
        _codes[2] = sector;
        _codes[3] = indicator.Code;
        _codes[4] = statistic.Code;
        Unit = Units.Of(indicator, statistic);
    }
}
