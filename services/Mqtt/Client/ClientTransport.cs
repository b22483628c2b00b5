using System.Net.Sockets;

namespace SmartSectors.Mqtt;

/// <summary>The bytes between a client and its server: TCP, or TLS on it.</summary>
internal sealed class ClientTransport : IDisposable
{
    private readonly Socket _socket;

    private ClientTransport(Socket socket, Stream stream)
    {
        _socket = socket;
        Stream = stream;
    }

    /// <summary>One may read while another writes.</summary>
    public Stream Stream { get; }

    /// <param name="tls">Null for none.</param>
    public static async Task<ClientTransport> OpenAsync(
        string host, int port, MqttTlsOptions? tls, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(host, port, cancellationToken);
            Stream stream = new NetworkStream(socket, ownsSocket: true);
            if (tls is not null) stream = await ClientTls.AuthenticateAsync(stream, host, tls, cancellationToken);
            return new ClientTransport(socket, stream);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Ends whoever reads, who then disposes: disposing under a pending receive would reset the connection, and the
    /// server might lose a DISCONNECT that was sent.
    /// </summary>
    public void End()
    {
        try
        {
            _socket.Shutdown(SocketShutdown.Both);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The peer was faster; the reader has seen it.
        }
    }

    /// <summary>
    /// Ends sending, and passes over what still comes until the server closes: closing with bytes unread would reset the
    /// connection, and the server might lose what was sent last.
    /// </summary>
    public async Task EndAsync(CancellationToken cancellationToken)
    {
        try
        {
            _socket.Shutdown(SocketShutdown.Send);
            var unwanted = new byte[4096];
            while (await _socket.ReceiveAsync(unwanted, cancellationToken) > 0)
            {
                // Passed over.
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The peer was faster.
        }
    }

    public void Dispose() => Stream.Dispose();
}
