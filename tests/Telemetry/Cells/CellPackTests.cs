using System.Text;
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
    public void Cells_come_back_as_they_were_and_any_of_their_parts_without_the_rest()
    {
        var reader = new CellPackReader(); // Of one pack after the other: nothing of the one before is left.
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        {
            var random = new Random(seed);
            var cells = AnyPack(random);
            var wanted = random.Next(3) == 0 ? CellParts.All : (CellParts)random.Next((int)CellParts.All);
            reader.Open(Pack(cells), wanted);
            var numbers = Enumerable.Range(0, reader.Count).ToList();
            Assert.Equal(cells.Select(cell => Describe(cell, wanted)), numbers.Select(i => Describe(new(reader.PlaceOf(i), reader.StandingOf(i), reader.Take(i)), wanted)));
            Assert.Equal(cells.Select(cell => Describe(cell, wanted)), numbers.Select(i => Describe(new(reader.PlaceOf(i), reader.StandingOf(i), reader.Lend(i)), wanted)));
            Assert.All(numbers, i => Assert.Equal(NotWanted(new Cell(), wanted), NotWanted(reader.Lend(i), wanted)));
            var place = random.Next(PackSpan.MaxWindows);
            Assert.Equal(cells.FindIndex(cell => cell.Place == place), reader.Find(place));
            if (wanted == CellParts.All) Assert.Equal(cells.Select(DescribeAll), numbers.Select(i => DescribeAll(new(reader.PlaceOf(i), reader.StandingOf(i), reader.Take(i)))));
        }).QuickCheckThrowOnFailure();
    }

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
            Assert.Throws<InvalidDataException>(() => Read(bytes[..random.Next(bytes.Length)]));
            bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
            try
            {
                Read(bytes);
            }
            catch (InvalidDataException)
            {
                // Said.
            }
        }).QuickCheckThrowOnFailure();

    internal static List<PackedCell> AnyPack(Random random)
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

    private static string DescribeAll(PackedCell cell) => $"{cell.Place} {cell.Standing} {Convert.ToHexString(CellCodec.Encode(cell.Content))}";

    private static string Describe(PackedCell cell, CellParts parts) => $"{cell.Place} {cell.Standing} {Part(cell.Content, parts)}";

    private static string NotWanted(Cell cell, CellParts wanted) => Part(cell, CellParts.All & ~wanted, withCounts: false);

    private static string Part(Cell cell, CellParts parts, bool withCounts = true)
    {
        var text = new StringBuilder();
        if (withCounts) text.Append($"{cell.Pass} {cell.Suspect} {cell.Unevaluated} {cell.Fail} ");
        Add(CellParts.Sum, () => $"{cell.Sum}");
        Add(CellParts.SumSquares, () => $"{cell.SumSquares}");
        Add(CellParts.Own, () => $"{cell.OwnSum} {cell.OwnWeight}");
        Add(CellParts.Slots, () => $"{cell.Expected} {cell.Received}");
        Add(CellParts.Ends, () => $"{cell.Min:R} {cell.Max:R}");
        Add(CellParts.Devices, () => $"{cell.DevicesOfChildren} {cell.Devices}");
        Add(CellParts.Sketch, () => $"{cell.Sketch.BinCount} {cell.Sketch.ValueAt(0)} {cell.Sketch.ValueAt(1)}");
        Add(CellParts.Rest, () => $"{cell.DeviceSlots?.Quantile(0.5)} {cell.Last} {cell.Criteria?.Correct} {cell.Criteria?.DelayP95}");
        return text.ToString();

        void Add(CellParts part, Func<FormattableString> of)
        {
            if ((parts & part) != 0) text.Append(FormattableString.Invariant(of())).Append(' ');
        }
    }

    internal static byte[] Pack(List<PackedCell> cells)
    {
        var writer = new ByteWriter(256);
        CellPackCodec.Write(ref writer, cells.ToArray());
        return writer.Written.ToArray();
    }

    private static void Read(byte[] bytes)
    {
        var reader = new CellPackReader();
        reader.Open(bytes, CellParts.All);
        for (var i = 0; i < reader.Count; i++) reader.Lend(i);
    }
}
