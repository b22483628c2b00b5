using SmartSectors.Grains.Propagation;
using SmartSectors.Telemetry.Binary;
using SmartSectors.Telemetry.Cells;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Host.Live;

/// <summary>A changed cell, as it was committed; or a frontier that moved.</summary>
internal abstract record CellEntry(WindowKey Key)
{
    /// <summary>An area's, which is decoded once for all readers.</summary>
    public sealed record OfArea(WindowKey Key, int Area, int Revision, bool IsFinal, byte[] Content) : CellEntry(Key)
    {
        private AggregatePoint? _point;

        public AggregatePoint PointOf(Indicator indicator) => _point ??= Read(indicator); // Made twice it is the same.

        private AggregatePoint Read(Indicator indicator)
        {
            var reader = new ByteReader(Content);
            return CellPoints.ToPoint(CellCodec.Read(ref reader), indicator, Key.Window, Key.StartMs, Revision, IsFinal);
        }
    }

    /// <summary>One shard's of a site: what the site's cell is then has to be asked.</summary>
    public sealed record OfSite(WindowKey Key, string Site) : CellEntry(Key);

    /// <summary>The areas' windows that begin before the key's start are closed.</summary>
    public sealed record Closed(WindowKey Key) : CellEntry(Key);
}
