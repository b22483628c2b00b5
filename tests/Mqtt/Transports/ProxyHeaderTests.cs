using System.Buffers;
using System.Net;

namespace SmartSectors.Mqtt.Tests.Transports;

public sealed class ProxyHeaderTests
{
    [Theory]
    [InlineData("192.0.2.7", 40000)]
    [InlineData("2001:db8::7", 65535)]
    public void A_header_names_the_client(string client, int port)
    {
        var bytes = ProxyHeaders.Proxy(client, port, tlvs: 20);
        Assert.Equal(ProxyHeaderStatus.Complete, ProxyHeader.TryRead(new(bytes), out var header, out _));
        Assert.Equal(new IPEndPoint(IPAddress.Parse(client), port), header.Client);
    }

    [Fact]
    public void A_header_cut_at_any_byte_consumes_nothing_and_waits()
    {
        foreach (var bytes in new[] { ProxyHeaders.Proxy("192.0.2.7", 1), ProxyHeaders.Proxy("2001:db8::7", 1, tlvs: 9), ProxyHeaders.Local })
        {
            for (var length = 0; length < bytes.Length; length++)
            {
                var cut = new ReadOnlySequence<byte>(bytes, 0, length);
                Assert.Equal(ProxyHeaderStatus.Incomplete, ProxyHeader.TryRead(cut, out _, out var consumed));
                Assert.Equal(cut.Start, consumed);
            }
        }
    }

    [Fact]
    public void What_follows_a_header_is_left()
    {
        byte[] bytes = [.. ProxyHeaders.Proxy("192.0.2.7", 1, tlvs: 3), 0x10, 0x00];
        Assert.Equal(ProxyHeaderStatus.Complete, ProxyHeader.TryRead(new(bytes), out _, out var consumed));
        Assert.Equal([0x10, 0x00], new ReadOnlySequence<byte>(bytes).Slice(consumed).ToArray());
    }

    [Fact]
    public void LOCAL_is_the_proxy_itself_whatever_addresses_it_gives()
    {
        foreach (var bytes in new[] { ProxyHeaders.Local, ProxyHeaders.With(12, 0x20, ProxyHeaders.Proxy("192.0.2.7", 1)) })
        {
            Assert.Equal(ProxyHeaderStatus.Complete, ProxyHeader.TryRead(new(bytes), out var header, out _));
            Assert.Null(header.Client);
        }
    }

    [Theory]
    [InlineData(0, 0x0A)] // the signature, at its ends
    [InlineData(11, 0x0D)]
    [InlineData(12, 0x11)] // version 1
    [InlineData(12, 0x22)] // a command that there is not
    [InlineData(13, 0x00)] // a client of no family
    [InlineData(13, 0x12)] // a datagram
    [InlineData(13, 0x31)] // a Unix socket
    [InlineData(13, 0x21)] // IPv6 addresses in the room of IPv4 ones
    [InlineData(14, 0xFF)] // longer than allowed
    public void What_is_no_header_of_a_TCP_connection_is_malformed(int at, byte value)
    {
        var bytes = ProxyHeaders.With(at, value, ProxyHeaders.Proxy("192.0.2.7", 1));
        Assert.Equal(ProxyHeaderStatus.Malformed, ProxyHeader.TryRead(new(bytes), out _, out _));
    }

    [Fact]
    public void A_header_that_is_too_short_for_its_addresses_is_malformed() => Assert.Equal(
        ProxyHeaderStatus.Malformed,
        ProxyHeader.TryRead(new(ProxyHeaders.With(15, 11, ProxyHeaders.Proxy("192.0.2.7", 1))), out _, out _));

    [Theory]
    [InlineData("PROXY TCP4 192.0.2.7 192.0.2.8 1 2\r\n")] // version 1
    [InlineData("\r\n\r\n\0\r\nQUIT\r")]
    [InlineData("\x10")]
    public void Another_protocol_is_known_by_its_first_byte_that_differs(string start) => Assert.Equal(
        ProxyHeaderStatus.Malformed,
        ProxyHeader.TryRead(new(System.Text.Encoding.Latin1.GetBytes(start)), out _, out _));
}
