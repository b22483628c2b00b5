using System.Globalization;
using System.Text;
using SmartSectors.Fleet.Layout;
using SmartSectors.Fleet.Trouble;

namespace SmartSectors.Fleet.Paced;

/// <summary>Native JSON, <c>{"ts":1732212345123,"values":{"soil_moisture":31.2}}</c>, whole and broken.</summary>
internal static class NativeBody
{
    private const long YearOf5138Ms = 100_000_000_000_000;

    /// <summary>A key that no scheme has.</summary>
    private const string UnknownKey = "firmware_build";

    private static readonly string[] s_notFinite = ["\"NaN\"", "\"Infinity\"", "1e400"];

    public static byte[] Write(IReadOnlyList<Channel> channels, Sample sample) =>
        Join(sample.TimeMs, Pairs(channels, sample));

    /// <summary>A satellite's burst.</summary>
    public static byte[] WriteArray(IReadOnlyCollection<byte[]> bodies)
    {
        var array = new byte[bodies.Sum(body => body.Length) + bodies.Count + 1];
        var at = 0;
        foreach (var body in bodies)
        {
            array[at++] = (byte)(at == 1 ? '[' : ',');
            body.CopyTo(array, at);
            at += body.Length;
        }
        array[at] = (byte)']';
        return array;
    }

    /// <param name="variant">Any number; chooses among the variants of a kind.</param>
    public static byte[] WriteBroken(
        MalformedKind kind, int variant, IReadOnlyList<Channel> channels, Sample sample)
    {
        var pairs = Pairs(channels, sample).ToList();
        switch (kind)
        {
            case MalformedKind.Truncated:
                var whole = Join(sample.TimeMs, pairs);
                return whole[..(1 + variant % (whole.Length - 1))];
            case MalformedKind.NotFinite:
                pairs[0] = Pair(channels[0].Key, s_notFinite[variant % s_notFinite.Length]);
                return Join(sample.TimeMs, pairs);
            case MalformedKind.Nested:
                pairs[0] = Pair(channels[0].Key, "{\"value\":" + Number(channels[0], sample.Values[0]) + "}");
                return Join(sample.TimeMs, pairs);
            case MalformedKind.UnknownKey:
                return Join(sample.TimeMs, pairs.Append(Pair(UnknownKey, "7")));
            case MalformedKind.SecondsForMilliseconds:
                return Join(sample.TimeMs / 1000, pairs);
            case MalformedKind.FarFuture:
                return Join(YearOf5138Ms + sample.TimeMs % 1_000_000_000, pairs);
            default:
                throw new ArgumentOutOfRangeException(nameof(kind), kind, "BUG: a kind without a body");
        }
    }

    // A position comes last, under the names of the platform's profile of tracked vehicles.
    private static IEnumerable<string> Pairs(IReadOnlyList<Channel> channels, Sample sample)
    {
        var pairs = channels.Select((channel, i) => Pair(channel.Key, Number(channel, sample.Values[i])));
        return sample.At is { } at ? pairs.Append(Pair("latitude", Degrees(at.Latitude))).Append(Pair("longitude", Degrees(at.Longitude))) : pairs;
    }

    private static string Degrees(double value) => value.ToString("F4", CultureInfo.InvariantCulture);

    private static byte[] Join(long timeMs, IEnumerable<string> pairs) => Encoding.UTF8.GetBytes(
        string.Create(CultureInfo.InvariantCulture, $"{{\"ts\":{timeMs},\"values\":{{{string.Join(',', pairs)}}}}}"));

    private static string Pair(string key, string value) => $"\"{key}\":{value}";

    private static string Number(Channel channel, double value) =>
        value.ToString("F" + channel.Decimals, CultureInfo.InvariantCulture);
}
