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

    private Cell? _content;

    /// <summary>Made when it is first asked for: the longer windows of most sites only wait for their children.</summary>
    public Cell Content
    {
        get => _content ??= new Cell();
        init => _content = value;
    }

    public bool HasContent => _content is not null;

    /// <summary>
    /// Its reading statistics are to be made anew from what is stored, for a reading was flagged 4 or is not any more; what
    /// they have gathered does not count.
    /// </summary>
    public bool NeedsRebuild;

    /// <summary>Content changed since the state was written.</summary>
    public bool IsTouched;

    /// <summary>Content, or that of an open child, changed since the cell was published.</summary>
    public bool IsChanged;
}
