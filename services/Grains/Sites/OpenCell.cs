using SmartSectors.Telemetry.Cells;
using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Grains.Sites;

/// <summary>
/// A cell that still gathers: either of an open window, where <see cref="Content"/> is what its closed child windows and
/// its own readings brought so far, or, when <see cref="IsLate"/>, only what came after the window had closed and waits
/// to become a revision. Both merge upwards in the same way when they are done.
/// </summary>
internal sealed class OpenCell(SiteSeries series, Window window, long startMs, bool isLate)
{
    public SiteSeries Series { get; } = series;

    public Window Window { get; } = window;

    public long StartMs { get; } = startMs;

    public bool IsLate { get; } = isLate;

    public Cell Content { get; init; } = new();

    /// <summary>Content changed since the state was written.</summary>
    public bool IsTouched;

    /// <summary>Content, or that of an open child, changed since the cell was published.</summary>
    public bool IsChanged;
}
