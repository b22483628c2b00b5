using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace SmartSectors.Mqtt.Tests.Topics;

/// <summary>Names of few and small levels, so that filters and topics meet; empty levels, `$` and wildcards among them.</summary>
internal static class TopicGenerators
{
    private static readonly Gen<string> _level = Gen.Elements("", "a", "b", "ab", "$SYS", "a-level-longer-than-eight-bytes");

    public static Gen<string> Topic { get; } = Names(_level);

    public static Gen<string> Filter { get; } =
        from name in Names(Gen.Frequency((3, _level), (1, Gen.Constant("+"))))
        from end in Gen.Elements("", "", "/#")
        from all in Gen.Choose(0, 15)
        select all == 0 ? "#" : name + end;

    public static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static Gen<string> Names(Gen<string> level) =>
        from count in Gen.Choose(1, 5)
        from levels in level.ArrayOf(count)
        let name = string.Join('/', levels)
        select name.Length == 0 ? "/" : name; // Both are at least one character long [MQTT-4.7.3-1].
}
