using SmartSectors.Telemetry.Collections;

namespace SmartSectors.Telemetry.Tests.Collections;

public class InternTableTests
{
    [Fact]
    public void An_empty_string_may_be_the_first()
    {
        var table = new InternTable();
        var empty = table.Add([], 7);
        var other = table.Add("a"u8, 8);

        Assert.True(table.TryFind([], out var value, out var entry));
        Assert.Equal((7UL, empty), (value, entry));
        Assert.True(table.TryFind("a"u8, out value, out entry));
        Assert.Equal((8UL, other), (value, entry));
        Assert.Empty(table.Key(empty).ToArray());
    }
}
