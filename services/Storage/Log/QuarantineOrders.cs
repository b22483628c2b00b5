using System.Globalization;
using System.Text;

namespace SmartSectors.Storage.Log;

/// <summary>
/// The orders to book blocks as rejected: lines of <c>partition offset</c> in <c>log/quarantine.txt</c>, for an operator
/// may want to see them. They stay, so that a partition that lost commits with the power books the same again.
/// </summary>
internal static class QuarantineOrders
{
    private const string FileName = "quarantine.txt";

    public static IReadOnlyList<(int Partition, long Offset)> Read(string folder)
    {
        var path = Path.Combine(folder, FileName);
        return !File.Exists(path) ? [] : [.. File.ReadAllLines(path, Encoding.ASCII).Select(Parse)];
    }

    /// <summary>Adds an order; it is on the disk when this returns. The file is replaced whole, so that a crash leaves the old or the new one.</summary>
    public static void Add(string folder, int partition, long offset)
    {
        var orders = Read(folder).Append((Partition: partition, Offset: offset)).Distinct();
        var lines = string.Concat(orders.Select(order => string.Create(CultureInfo.InvariantCulture, $"{order.Partition} {order.Offset}\n")));
        var path = Path.Combine(folder, FileName);
        using (var file = new FileStream(path + ".new", FileMode.Create, FileAccess.Write))
        {
            file.Write(Encoding.ASCII.GetBytes(lines));
            file.Flush(flushToDisk: true);
        }

        File.Move(path + ".new", path, overwrite: true);
    }

    private static (int Partition, long Offset) Parse(string line) =>
        line.Split(' ') is [var partition, var offset]
        && int.TryParse(partition, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && long.TryParse(offset, NumberStyles.None, CultureInfo.InvariantCulture, out var at)
            ? (number, at)
            : throw new InvalidDataException($"CORRUPT: '{line}' in {FileName} is no order of partition and offset.");
}
