using SmartSectors.Telemetry.Binary;
using SmartSectors.Telemetry.Cells;

namespace SmartSectors.Grains.Tests.Support;

internal static class Cells
{
    public static Cell Decode(byte[] content)
    {
        var reader = new ByteReader(content);
        return CellCodec.Read(ref reader);
    }
}
