using SmartSectors.Telemetry.Readings;

namespace SmartSectors.Telemetry.Quality.Criteria;

/// <summary>What "đúng" counts of one device's readings: those that passed, and those that were judged (flags 1, 3 and 4).</summary>
public record struct JudgedCount(uint Pass, uint Judged)
{
    public void Add(ReadingFlag flag)
    {
        if (flag is ReadingFlag.Pass) Pass++;
        if (flag is not ReadingFlag.Unevaluated) Judged++;
    }

    public void Remove(ReadingFlag flag)
    {
        if (flag is ReadingFlag.Pass) Pass--;
        if (flag is not ReadingFlag.Unevaluated) Judged--;
    }
}
