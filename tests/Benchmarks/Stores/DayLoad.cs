using SmartSectors.Benchmarks.Partitions;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Benchmarks.Stores;

/// <summary>A day of readings, the same in every run.</summary>
internal interface IDayLoad
{
    IReadOnlyList<Indicator> Indicators { get; }

    IPartLoad Part(int partition);
}

/// <summary>What one partition gets of it; the minutes are to be asked for in their order.</summary>
internal interface IPartLoad
{
    void Introduce(LoadBatch batch);

    void Add(LoadBatch batch, int minute);
}
