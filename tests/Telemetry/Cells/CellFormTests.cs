using SmartSectors.Telemetry.Binary;
using SmartSectors.Telemetry.Cells;
using SmartSectors.Telemetry.Quality.Criteria;
using SmartSectors.Telemetry.Readings;

namespace SmartSectors.Telemetry.Tests.Cells;

/// <summary>One stored cell of each form that was ever written; they stay readable, and what they hold stays as small.</summary>
public class CellFormTests
{
    private const string First =
        "FF0104C0D9CBEBD4DFC603008090B492CEC7B3F88C01A0F3E4F29303000000000000E0BF0000000065CDCD4104ED0E01A41F018A0301BC13010202028080E7A6BCE20C00C0EE6D00080602094002";

    [Fact]
    public void The_first_form_is_read_and_written_the_same()
    {
        var reader = new ByteReader(Convert.FromHexString(First));
        var cell = CellCodec.Read(ref reader);
        Assert.Equal(First, Convert.ToHexString(CellCodec.Encode(cell)));
        Assert.Equal(First, Convert.ToHexString(CellCodec.Encode(FirstCell())));
    }

    [Fact]
    public void The_form_with_device_slots_and_a_last_reading_stays()
    {
        var cell = FirstCell();
        cell.ChangeDeviceSlot(null, 87.5);
        cell.ChangeDeviceSlot(12, 11);
        cell.NoteLast(1_790_000_000_000, -3.25);
        const string Second = "FF0704C0D9CBEBD4DFC603008090B492CEC7B3F88C01A0F3E4F29303000000000000E0BF0000000065CDCD4104ED0E01A41F018A0301BC13010202028080E7A6BCE20C00C0EE6D0008060209400203";
        Assert.StartsWith(Second, Convert.ToHexString(CellCodec.Encode(cell)), StringComparison.Ordinal);
        var reader = new ByteReader(CellCodec.Encode(cell));
        var read = CellCodec.Read(ref reader);
        Assert.Equal(new LastReading(1_790_000_000_000, -3.25), read.Last);
        Assert.Equal(1, read.DeviceSlots!.Count);
    }

    [Fact]
    public void The_form_with_criteria_stays_and_a_full_share_takes_little()
    {
        var cell = new Cell();
        cell.GatherCriteria().ChangeCorrect(default, new JudgedCount(2, 3), 90);
        cell.GatherCriteria().AddReceived(90, 90, 90);
        cell.GatherCriteria().AddAsked(1, 1);
        cell.GatherCriteria().AddPrompt(88);
        cell.GatherCriteria().AddDelay(2_500);
        const string Form = "8008" + "B40180B09DC2DF0100" + "B4010000" + "0202" + "B001" + "01CE1001";
        Assert.Equal(Form, Convert.ToHexString(CellCodec.Encode(cell)));
    }

    [Fact]
    public void A_part_that_is_not_known_is_said() =>
        Assert.Throws<InvalidDataException>(() =>
        {
            var reader = new ByteReader([0x80, 0x10]);
            CellCodec.Read(ref reader);
        });

    [Fact]
    public void A_cell_that_is_read_into_keeps_nothing_of_what_it_had()
    {
        var cell = FirstCell();
        cell.ChangeDeviceSlot(null, 87.5);
        cell.NoteLast(1_790_000_000_000, -3.25);
        cell.GatherCriteria().AddPrompt(88);
        var nothing = new ByteReader(CellCodec.Encode(new Cell()));
        CellCodec.Read(ref nothing, cell, CellParts.All);
        Assert.True(cell.IsEmpty);
        Assert.Equal(CellCodec.Encode(new Cell()), CellCodec.Encode(cell));

        var first = new ByteReader(Convert.FromHexString(First));
        CellCodec.Read(ref first, cell, CellParts.All & ~CellParts.Sketch);
        Assert.Equal((0, 5L), (cell.Sketch.BinCount, cell.Devices + cell.Fail));
        first = new ByteReader(Convert.FromHexString(First));
        CellCodec.Read(ref first, cell, CellParts.All);
        Assert.Equal(First, Convert.ToHexString(CellCodec.Encode(cell)));
    }

    private static Cell FirstCell()
    {
        var cell = new Cell();
        cell.Add(31.2, ReadingFlag.Pass, 0);
        cell.Add(-0.5, ReadingFlag.Suspect, 70);
        cell.Add(1e9, ReadingFlag.Unevaluated, 3);
        cell.Add(7, ReadingFlag.Fail, 3);
        cell.AddOwn((Int128)31_200_000 * 900_000, 900_000);
        cell.AddSlots(4, 3);
        var child = new Cell();
        child.Add(2, ReadingFlag.Pass, 1);
        cell.MergeChild(child);
        return cell;
    }
}
