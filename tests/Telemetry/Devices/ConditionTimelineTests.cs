using FsCheck;
using FsCheck.Fluent;
using SmartSectors.Telemetry.Binary;
using SmartSectors.Telemetry.Devices;

namespace SmartSectors.Telemetry.Tests.Devices;

public class ConditionTimelineTests
{
    private const int Moments = 40;

    private static readonly Gen<(int From, int Length, DeviceCondition Condition)> s_words =
        from start in Gen.Choose(0, Moments - 1)
        from length in Gen.Frequency((3, Gen.Choose(0, 12)), (1, Gen.Constant(int.MaxValue)))
        from condition in Gen.Elements(DeviceConditions.All.ToArray())
        select (start, length, condition);

    [Fact]
    public void At_each_moment_the_last_word_that_speaks_of_it_counts() =>
        Prop.ForAll(s_words.ListOf().ToArbitrary(), words =>
        {
            var timeline = new ConditionTimeline();
            var naive = new DeviceCondition[Moments];
            foreach (var (from, length, condition) in words)
            {
                var until = length == int.MaxValue ? long.MaxValue : from + length;
                var before = naive.ToArray();
                for (long moment = from; moment < Math.Min(until, Moments); moment++) naive[moment] = condition;
                var changed = timeline.Say(from, until, condition);
                Assert.True(changed || naive.SequenceEqual(before));
            }

            Assert.Equal(naive, Enumerable.Range(0, Moments).Select(moment => timeline.At(moment)));
            Assert.Equal(DeviceCondition.Normal, timeline.At(-1));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(5_000));

    [Fact]
    public void What_is_stored_and_what_is_left_after_forgetting_say_the_same() =>
        Prop.ForAll(s_words.ListOf().ToArbitrary(), Gen.Choose(0, Moments).ToArbitrary(), (words, from) =>
        {
            var timeline = new ConditionTimeline();
            foreach (var (start, length, condition) in words)
                timeline.Say(start, length == int.MaxValue ? long.MaxValue : start + length, condition);
            var expected = Enumerable.Range(from, Moments).Select(moment => timeline.At(moment)).ToList();

            timeline.ForgetBefore(from);
            var writer = new ByteWriter(64);
            timeline.Write(ref writer);
            var reader = new ByteReader(writer.Written);
            var read = ConditionTimeline.Read(ref reader);

            Assert.Equal(0, reader.Remaining);
            Assert.Equal(expected, Enumerable.Range(from, Moments).Select(moment => read.At(moment)));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));

    [Fact]
    public void A_stretch_goes_from_change_to_change()
    {
        var timeline = new ConditionTimeline();
        timeline.Say(10, 20, DeviceCondition.Maintenance);
        Assert.Equal((long.MinValue, 10), timeline.Around(9));
        Assert.Equal((10, 20), timeline.Around(10));
        Assert.Equal((20, long.MaxValue), timeline.Around(20));
        timeline.ForgetBefore(25);
        Assert.True(timeline.IsEmpty);
    }

    [Fact]
    public void Its_changes_are_bounded_and_the_newest_stay()
    {
        var timeline = new ConditionTimeline();
        for (var i = 0; i < 3 * ConditionTimeline.MostChanges; i++) timeline.Say(i * 10, (i * 10) + 1, DeviceCondition.Error);
        var last = ((3 * ConditionTimeline.MostChanges) - 1) * 10;
        Assert.Equal((DeviceCondition.Error, DeviceCondition.Normal), (timeline.At(last), timeline.At(last + 1)));
        Assert.Equal(DeviceCondition.Normal, timeline.At(0));

        var writer = new ByteWriter(64);
        timeline.Write(ref writer);
        Assert.InRange(writer.Length, 1, ConditionTimeline.MostChanges * 10);
    }

    [Fact]
    public void A_condition_that_no_version_wrote_is_corrupt()
    {
        var writer = new ByteWriter(8);
        writer.WriteVarint(1);
        writer.WriteSigned(5);
        writer.WriteByte(4);
        var bytes = writer.Written.ToArray();
        Assert.Throws<InvalidDataException>(() =>
        {
            var reader = new ByteReader(bytes);
            ConditionTimeline.Read(ref reader);
        });
    }
}
