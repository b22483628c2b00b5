using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using SmartSectors.Telemetry.Collections;

namespace SmartSectors.Ingestion.Tests.Collections;

public class InternTableTests
{
    [Fact]
    public void It_finds_what_a_dictionary_finds() =>
        Prop.ForAll<byte[][]>(keys =>
        {
            var table = new InternTable();
            var expected = new Dictionary<string, (ulong Value, int Entry)>();
            // Of two letters, so that many come again. Topics and ids have at least one byte: an empty one is refused before.
            var words = keys.Where(key => key is { Length: > 0 }).Select(key => key.Select(b => (byte)(b & 1)).ToArray());
            foreach (var (key, i) in words.Select((key, i) => (key, i)))
            {
                var name = Convert.ToHexString(key);
                Assert.Equal(expected.TryGetValue(name, out var known), table.TryFind(key, out var value, out var entry));
                if (expected.ContainsKey(name))
                {
                    Assert.Equal(known, (value, entry));
                    table.Update(entry, value + 1_000);
                    expected[name] = (value + 1_000, entry);
                }
                else
                {
                    expected.Add(name, ((ulong)i, table.Add(key, (ulong)i)));
                }
            }

            Assert.Equal(expected.Count, table.Count);
            foreach (var (name, (value, entry)) in expected)
            {
                Assert.True(table.TryFind(Convert.FromHexString(name), out var found, out var at));
                Assert.Equal((value, entry), (found, at));
                Assert.Equal(value, table.ValueOf(entry));
                Assert.Equal(name, Convert.ToHexString(table.Key(entry)));
            }
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_string_longer_than_a_chunk_of_the_table_is_kept_whole()
    {
        var table = new InternTable();
        var longest = Enumerable.Range(0, ushort.MaxValue).Select(i => (byte)i).ToArray();
        table.Add("before"u8, 1);
        table.Add(longest, 2);
        table.Add("after"u8, 3);

        Assert.Equal((true, true, true),
            (table.TryFind("before"u8, out var first, out _), table.TryFind(longest, out var second, out _), table.TryFind("after"u8, out var third, out _)));
        Assert.Equal((1UL, 2UL, 3UL), (first, second, third));
    }

    [Fact]
    public async Task Readers_beside_the_writer_find_every_string_that_was_added_before_they_asked_and_never_a_wrong_number()
    {
        const int Count = 100_000;
        var keys = Enumerable.Range(0, Count)
            .Select(i => Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"sectors/transport/site-{i % 97}/device-{i}/telemetry")))
            .ToArray();
        var table = new InternTable();
        var added = 0;

        var readers = Enumerable.Range(0, 3).Select(seed => Task.Factory.StartNew(
            () =>
            {
                var random = new Random(seed);
                for (int known; (known = Volatile.Read(ref added)) < Count;)
                {
                    // A good half of the look-ups are of what is being added now, or is not there yet.
                    var i = random.Next(2) == 0 ? random.Next(Count) : Math.Clamp(known + random.Next(-64, 64), 0, Count - 1);
                    var found = table.TryFind(keys[i], out var value, out _);
                    if (found ? value != (ulong)i : i < known) Assert.Fail($"key {i} of {known}: found {found}, number {value}");
                }
            },
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)).ToArray();

        for (var i = 0; i < Count; i++)
        {
            table.Add(keys[i], (ulong)i);
            Volatile.Write(ref added, i + 1);
        }

        await Task.WhenAll(readers);
        Assert.Equal(Count, table.Count);
    }
}
