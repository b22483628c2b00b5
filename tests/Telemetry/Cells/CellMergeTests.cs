using SmartSectors.Telemetry.Binary;
using SmartSectors.Telemetry.Cells;
using SmartSectors.Telemetry.Readings;

namespace SmartSectors.Telemetry.Tests.Cells;

public class CellMergeTests
{
    [Fact]
    public void Cells_of_one_site_merge_in_any_order_and_grouping_bit_for_bit() => ForSeeds(random =>
    {
        var parts = Enumerable.Range(0, 6).Select(_ => new List<Action<Cell>>()).ToArray();
        for (var i = random.Next(0, 120); i > 0; i--) parts[random.Next(parts.Length)].Add(Contribution(random));

        var whole = new Cell();
        foreach (var add in parts.SelectMany(part => part)) add(whole);

        var cells = parts.Select(part =>
        {
            var cell = new Cell();
            foreach (var add in part) add(cell);
            return cell;
        }).ToList();
        while (cells.Count > 1)
        {
            var (into, from) = (random.Next(cells.Count), random.Next(cells.Count));
            if (into == from) continue;
            cells[into].MergeSameSite(cells[from]);
            cells.RemoveAt(from);
        }

        Assert.Equal(CellCodec.Encode(whole), CellCodec.Encode(cells[0]));
    });

    [Fact]
    public void Children_merge_in_any_order_and_their_devices_are_counted() => ForSeeds(random =>
    {
        var children = Enumerable.Range(0, 5).Select(_ => RandomCell(random)).ToArray();
        var (forwards, shuffled) = (new Cell(), new Cell());
        foreach (var child in children) forwards.MergeChild(child);
        random.Shuffle(children);
        foreach (var child in children) shuffled.MergeChild(child);

        Assert.Equal(CellCodec.Encode(forwards), CellCodec.Encode(shuffled));
        Assert.Equal(children.Sum(child => child.Devices), forwards.Devices);
    });

    [Fact]
    public void A_cell_comes_back_from_its_bytes_and_they_are_canonical() => ForSeeds(random =>
    {
        var bytes = CellCodec.Encode(RandomCell(random));
        var reader = new ByteReader(bytes);
        var read = CellCodec.Read(ref reader);

        Assert.Equal(0, reader.Remaining);
        Assert.Equal(bytes, CellCodec.Encode(read));
        Assert.Equal(bytes, CellCodec.Encode(read.Clone()));
    });

    [Fact]
    public void A_cell_that_was_cut_is_noticed_unless_what_is_left_is_one()
    {
        var bytes = CellCodec.Encode(RandomCell(new Random(7)));
        for (var length = 0; length < bytes.Length; length++)
        {
            Assert.Throws<InvalidDataException>(() =>
            {
                var reader = new ByteReader(bytes.AsSpan(0, length));
                CellCodec.Read(ref reader);
            });
        }
    }

    private static Cell RandomCell(Random random)
    {
        var cell = new Cell();
        for (var i = random.Next(0, 60); i > 0; i--) Contribution(random)(cell);
        return cell;
    }

    private static Action<Cell> Contribution(Random random)
    {
        var value = random.Next(3) == 0 ? Math.Round(random.NextDouble() * 100, 1) : (random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-3, 10));
        var flag = (ReadingFlag)random.Next(1, 5);
        var device = random.Next(10) == 0 ? random.Next(1_000) : random.Next(70);
        var (sum, ms) = (new Int128((ulong)random.Next(1_000), (ulong)random.NextInt64()), random.Next(900_000));
        var (expected, received) = (random.Next(100), random.Next(100));
        return random.Next(6) switch
        {
            4 => cell => cell.NoteLast(ms, value),
            5 => cell => cell.ChangeDeviceSlot(expected % 3 == 0 ? ms % 50 : null, value),
            0 => cell => cell.AddOwn(sum, ms),
            1 => cell => cell.AddSlots(expected, received),
            _ => cell => cell.Add(value, flag, device),
        };
    }

    private static void ForSeeds(Action<Random> prove)
    {
        for (var seed = 1; seed <= 300; seed++)
        {
            try
            {
                prove(new Random(seed));
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException($"Seed {seed}: {exception.Message}", exception);
            }
        }
    }
}
