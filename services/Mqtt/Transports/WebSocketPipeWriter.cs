using System.Buffers;
using System.IO.Pipelines;
using System.Net.WebSockets;

namespace SmartSectors.Mqtt;

/// <summary>
/// Sends what was written as one binary frame a flush. A flush that waits for the peer is the back-pressure; as with
/// every pipe of this server nothing is written meanwhile. Between flushes it holds no buffer.
/// </summary>
internal sealed class WebSocketPipeWriter(WebSocket socket) : PipeWriter
{
    private const int MinimumLength = 256;

    private byte[] _buffer = [];
    private int _length;

    /// <summary>What the peer is told at the end.</summary>
    public WebSocketCloseStatus CloseStatus { get; set; } = WebSocketCloseStatus.NormalClosure;

    public override bool CanGetUnflushedBytes => true;

    public override long UnflushedBytes => _length;

    public override void Advance(int bytes)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes, _buffer.Length - _length);
        _length += bytes;
    }

    public override Memory<byte> GetMemory(int sizeHint = 0)
    {
        MakeRoom(sizeHint);
        return _buffer.AsMemory(_length);
    }

    public override Span<byte> GetSpan(int sizeHint = 0)
    {
        MakeRoom(sizeHint);
        return _buffer.AsSpan(_length);
    }

    public override async ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        var (buffer, length) = (_buffer, _length);
        (_buffer, _length) = ([], 0);
        try
        {
            if (length > 0) await socket.SendAsync(buffer.AsMemory(0, length), WebSocketMessageType.Binary, endOfMessage: true, cancellationToken);
            return default;
        }
        catch (Exception e) when (IsBroken(e))
        {
            return new FlushResult(isCanceled: false, isCompleted: true); // the reader's side tells how it broke
        }
        finally
        {
            Return(buffer);
        }
    }

    public override void CancelPendingFlush()
    {
        // Nobody waits for a flush with anything to do instead: who gives a peer up aborts the connection.
    }

    public override void Complete(Exception? exception = null)
    {
        Return(_buffer);
        (_buffer, _length) = ([], 0);
    }

    public override async ValueTask CompleteAsync(Exception? exception = null)
    {
        await FlushAsync();
        try
        {
            await socket.CloseOutputAsync(CloseStatus, statusDescription: null, CancellationToken.None);
        }
        catch (Exception e) when (IsBroken(e))
        {
            throw new IOException("The WebSocket broke before it was closed.", e);
        }

        Complete(exception);
    }

    /// <summary>An aborted WebSocket cancels.</summary>
    public static bool IsBroken(Exception exception) =>
        exception is WebSocketException or OperationCanceledException || TransportFailure.Is(exception);

    private void MakeRoom(int sizeHint)
    {
        var needed = _length + Math.Max(sizeHint, 1);
        if (needed <= _buffer.Length) return;

        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, Math.Max(2 * _buffer.Length, MinimumLength)));
        _buffer.AsSpan(0, _length).CopyTo(larger);
        Return(_buffer);
        _buffer = larger;
    }

    private static void Return(byte[] buffer)
    {
        if (buffer.Length > 0) ArrayPool<byte>.Shared.Return(buffer);
    }
}
