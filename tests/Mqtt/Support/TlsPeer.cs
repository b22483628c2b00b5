using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace SmartSectors.Mqtt.Tests.Support;

/// <summary>A client over TLS that trusts whomever it finds and remembers who that was.</summary>
internal sealed class TlsPeer : IDisposable
{
    private readonly Socket _socket;
    private readonly SslStream _stream;

    private TlsPeer(Socket socket)
    {
        _socket = socket;
        _stream = new SslStream(new NetworkStream(socket));
    }

    public X509Certificate2 ServerCertificate => (X509Certificate2)_stream.RemoteCertificate!;

    public SslProtocols Protocol => _stream.SslProtocol;

    /// <param name="before">Sent before the handshake.</param>
    public static async Task<TlsPeer> OpenAsync(int port, X509Certificate2? certificate = null, SslProtocols protocols = SslProtocols.None, byte[]? before = null)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, port);
        await socket.SendAsync(before ?? []);
        var peer = new TlsPeer(socket);
        try
        {
            await peer._stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
            {
                TargetHost = "127.0.0.1",
                EnabledSslProtocols = protocols,
                RemoteCertificateValidationCallback = static (_, certificate, _, _) => certificate is not null,
                ClientCertificateContext = certificate is null ? null : SslStreamCertificateContext.Create(certificate, null, offline: true),
            }).InTime();
            return peer;
        }
        catch
        {
            peer.Dispose();
            throw;
        }
    }

    /// <summary>CONNECT and its CONNACK; under TLS 1.3 the server refuses a client's certificate only here.</summary>
    public async Task ConnectAsync(MqttVersion version = MqttVersion.V5)
    {
        await _stream.WriteAsync(Packets.Connect(version, "c"));
        var header = new byte[2];
        await _stream.ReadExactlyAsync(header).AsTask().InTime();
        var body = new byte[header[1]];
        await _stream.ReadExactlyAsync(body).AsTask().InTime();
        Assert.Equal(ConnectReason.Success, ConnAckPacket.Read(0, body, version).Reason);
    }

    public async Task PingAsync()
    {
        await _stream.WriteAsync(Packets.PingRequest);
        var response = new byte[2];
        await _stream.ReadExactlyAsync(response).AsTask().InTime();
        Assert.Equal(Packets.PingResponse, response);
    }

    public void Dispose()
    {
        _stream.Dispose();
        _socket.Dispose();
    }
}
