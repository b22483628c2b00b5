using System.Buffers.Text;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Operations.Latest;

/// <summary>
/// Of which version a page of last readings is. They are answered from what grains hold, where a link changes without a
/// reading: so it is made of the page itself, which costs less than to write and send it.
/// </summary>
internal static class LatestVersion
{
    public static string Of(LatestPage page)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var reading in page.Readings)
        {
            Add(hash, reading.DeviceId);
            Add(hash, reading.SiteId);
            ReadOnlySpan<long> rest =
            [
                reading.Indicator.Number, reading.Time.ToUnixTimeMilliseconds(), BitConverter.DoubleToInt64Bits(reading.Value), (long)reading.Flag, (long)reading.Link,
            ];
            hash.AppendData(MemoryMarshal.AsBytes(rest));
        }

        Add(hash, page.Next ?? "");
        return Base64Url.EncodeToString(hash.GetHashAndReset());
    }

    // With its end, so that no two pages read alike.
    private static void Add(IncrementalHash hash, string text)
    {
        hash.AppendData(MemoryMarshal.AsBytes(text.AsSpan()));
        hash.AppendData([0, 0]);
    }
}
