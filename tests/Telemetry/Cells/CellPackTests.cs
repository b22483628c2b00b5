using FsCheck;
using FsCheck.Fluent;
using SmartSectors.Telemetry.Binary;
using SmartSectors.Telemetry.Cells;
using SmartSectors.Telemetry.Quality.Criteria;
using SmartSectors.Telemetry.Readings;

namespace SmartSectors.Telemetry.Tests.Cells;

public class CellPackTests
{
    [Fact]
    public void Cells_come_back_as_they_were_and_their_sums_without_the_rest() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        {
            var cells = AnyPack(new Random(seed));
            var bytes = Pack(cells);
            var (whole, sums) = (Read(bytes, CellParts.All), Read(bytes, CellParts.Sums));
            Assert.Equal(cells.Select(Describe), whole.Select(Describe));
            Assert.Equal(cells.Select(DescribeSums), sums.Select(DescribeSums));
            Assert.All(sums, cell => Assert.Equal(0, cell.Content.Sketch.BinCount));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_minute_of_a_site_takes_a_third_of_what_it_takes_alone()
    {
        var random = new Random(1);
        var level = 312;
        var cells = new List<PackedCell>();
        for (var minute = 0; minute < 60; minute++)
        {
            var cell = new Cell();
            for (var reading = 0; reading < 6; reading++) cell.Add((level += random.Next(-1, 2)) / 10.0, ReadingFlag.Pass, reading % 2);
            cell.AddSlots(6, 6);
            cells.Add(new PackedCell(minute, 1, cell));
        }

        var alone = cells.Sum(cell => CellCodec.Encode(cell.Content).Length);
        Assert.InRange(Pack(cells).Length, 60 * 8, alone / 3);
    }

    // One byte less, or one changed: it is said, or other cells come; nothing else is thrown.
    [Fact]
    public void Damage_is_said_or_gives_other_cells() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        {
            var random = new Random(seed);
            var bytes = Pack(AnyPack(random));
            Assert.Throws<InvalidDataException>(() => Read(bytes[..random.Next(bytes.Length)], CellParts.All));
            bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
            try
            {
                Read(bytes, CellParts.All);
            }
            catch (InvalidDataException)
            {
                // Said.
            }
        }).QuickCheckThrowOnFailure();

    private static List<PackedCell> AnyPack(Random random)
    {
        var cells = new List<PackedCell>();
        for (var place = random.Next(PackSpan.MaxWindows); place < PackSpan.MaxWindows; place += random.Next(1, 4))
            cells.Add(new PackedCell(place, (ulong)random.Next(8), AnyCell(random)));
        return cells;
    }

    private static Cell AnyCell(Random random)
    {
        var cell = new Cell();
        var scale = random.Next(4) == 0 ? 3.7 : 10.0;
        for (var left = random.Next(5); left > 0; left--)
            cell.Add(random.Next(-1000, 1000) / scale, (ReadingFlag)random.Next(1, 5), random.Next(random.Next(2) == 0 ? 3 : 200));
        if (random.Next(2) == 0) cell.AddOwn((Int128)random.NextInt64() * random.Next(1, 1_000_000), random.Next());
        if (random.Next(2) == 0) cell.AddSlots(random.Next(-5, 100), random.Next(100));
        if (random.Next(4) == 0) cell.ChangeDeviceSlot(random.Next(3) == 0 ? 4.5 : null, random.Next(100));
        if (random.Next(4) == 0) cell.NoteLast(random.NextInt64(2_000_000_000_000), random.NextDouble());
        if (random.Next(4) == 0)
        {
            cell.GatherCriteria().ChangeCorrect(default, new JudgedCount(2, 3), 90);
            cell.GatherCriteria().AddDelay(random.Next(100_000));
        }

        if (random.Next(8) != 0) return cell;
        var parent = new Cell();
        parent.MergeChild(cell);
        return parent;
    }

    private static string Describe(PackedCell cell) => $"{cell.Place} {cell.Standing} {Convert.ToHexString(CellCodec.Encode(cell.Content))}";

    private static string DescribeSums(PackedCell cell) =>
        $"{cell.Place} {cell.Content.Pass} {cell.Content.Suspect} {cell.Content.Unevaluated} {cell.Content.Fail} {cell.Content.Sum} {cell.Content.SumSquares} "
        + $"{cell.Content.Min} {cell.Content.Max} {cell.Content.OwnSum} {cell.Content.OwnWeight} {cell.Content.Expected} {cell.Content.Received}";

    private static byte[] Pack(List<PackedCell> cells)
    {
        var writer = new ByteWriter(256);
        CellPackCodec.Write(ref writer, cells.ToArray());
        return writer.Written.ToArray();
    }

    private static List<PackedCell> Read(byte[] bytes, CellParts parts)
    {
        var cells = new List<PackedCell>();
        CellPackCodec.Read(bytes, parts, cells);
        return cells;
    }
}
