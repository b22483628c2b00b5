using System.Text;

namespace SmartSectors.Fleet.FlatOut;

/// <summary>
/// Writes each acknowledged message as a line of CSV, <c>device,ts,value,…</c>, under a header with the indicators'
/// keys, so that a test can look for every acknowledged reading in the store. One writer.
/// </summary>
internal sealed class AcknowledgedLog : IDisposable
{
    private readonly FileStream _file;
    private readonly byte[] _line = new byte[256];

    public AcknowledgedLog(string path, IReadOnlyList<FlatOutIndicator> indicators)
    {
        _file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 1 << 20);
        _file.Write(Encoding.ASCII.GetBytes($"device,ts,{string.Join(',', indicators.Select(indicator => indicator.Key))}\n"));
    }

    public void Write(ReadOnlySpan<byte> packet, PacketFields fields)
    {
        var length = Append(0, packet[fields.DeviceId]);
        length = Append(length, packet[fields.Time]);
        foreach (var value in fields.Values) length = Append(length, packet[value]);
        _line[length - 1] = (byte)'\n';
        _file.Write(_line, 0, length);
    }

    public void Dispose() => _file.Dispose();

    private int Append(int at, ReadOnlySpan<byte> field)
    {
        field.CopyTo(_line.AsSpan(at));
        _line[at + field.Length] = (byte)',';
        return at + field.Length + 1;
    }
}
