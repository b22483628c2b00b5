using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;
using System.Threading.Tasks.Sources;

namespace SmartSectors.Mqtt;

/// <summary>
/// Writes to a socket as a pipe. A flush is a write of all that gathered, on the caller's thread; only where the peer
/// leaves the kernel's buffer full does it wait. There is a buffer only between the first byte and the flush.
/// </summary>
internal sealed class SocketOutput(Socket socket) : PipeWriter
{
    /// <summary>A buffer that had to grow is followed by one of its size, up to the largest.</summary>
    private const int SmallestBuffer = 512, LargestBuffer = 32 * 1024;

    private byte[]? _buffer;
    private int _length;
    private int _size = SmallestBuffer;
    private Rest? _rest;
    private volatile bool _flushing;
    private bool _peerGone;
    private bool _completed;

    public override void Advance(int bytes) => _length += bytes;

    public override Memory<byte> GetMemory(int sizeHint = 0)
    {
        MakeRoom(Math.Max(1, sizeHint));
        return _buffer.AsMemory(_length);
    }

    public override Span<byte> GetSpan(int sizeHint = 0)
    {
        MakeRoom(Math.Max(1, sizeHint));
        return _buffer.AsSpan(_length);
    }

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var sent = 0;
        while (sent < _length && !_peerGone)
        {
            switch (Send(_buffer.AsSpan(sent, _length - sent), out var written))
            {
                case SocketError.Success:
                    sent += written;
                    break;
                case SocketError.WouldBlock:
                    return SendRest(sent + written);
                default:
                    _peerGone = true;
                    break;
            }
        }

        ReturnBuffer();
        return new(Result);
    }

    /// <summary>Nobody has a flush to give up here: a peer that does not read has its connection aborted.</summary>
    public override void CancelPendingFlush()
    {
    }

    public override void Complete(Exception? exception = null)
    {
        if (_completed) return;
        _completed = true;
        if (!_flushing) ReturnBuffer(); // else with the end of the flush
        _rest?.Dispose();
    }

    /// <summary>What was written and not flushed still leaves, and is waited for; who has no patience aborts the connection.</summary>
    public override async ValueTask CompleteAsync(Exception? exception = null)
    {
        if (!_completed && exception is null)
        {
            if (_flushing) await _rest!.Ended;
            else await FlushAsync();
        }

        Complete(exception);
    }

    private FlushResult Result => new(isCanceled: false, isCompleted: _peerGone);

    private SocketError Send(ReadOnlySpan<byte> bytes, out int written)
    {
        written = 0;
        try
        {
            written = socket.Send(bytes, SocketFlags.None, out var error);
            return error;
        }
        catch (ObjectDisposedException)
        {
            return SocketError.OperationAborted;
        }
    }

    private ValueTask<FlushResult> SendRest(int sent)
    {
        _rest ??= new Rest(this);
        _flushing = true;
        if (_rest.TrySend(socket, _buffer!, sent, _length - sent, out var flush)) return flush;
        return new(Result);
    }

    private void Finish(SocketError error)
    {
        if (error is not SocketError.Success) _peerGone = true;
        ReturnBuffer();
        _flushing = false;
    }

    private void MakeRoom(int bytes)
    {
        if (_flushing) throw new InvalidOperationException("BUG: written to while a flush waits");
        var needed = _length + bytes;
        if (_buffer is null)
        {
            _buffer = ArrayPool<byte>.Shared.Rent(Math.Max(needed, _size));
        }
        else if (_buffer.Length < needed)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, 2 * _buffer.Length));
            _buffer.AsSpan(0, _length).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = larger;
            _size = Math.Min(LargestBuffer, larger.Length);
        }
    }

    private void ReturnBuffer()
    {
        if (_buffer is null) return;
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = null;
        _length = 0;
    }

    /// <summary>The part that the kernel has no room for yet; made for a connection whose peer was behind once.</summary>
    private sealed class Rest(SocketOutput output) : SocketAsyncEventArgs(true), IValueTaskSource<FlushResult>
    {
        private ManualResetValueTaskSourceCore<FlushResult> _source;
        private TaskCompletionSource _ended = new();

        /// <summary>Of the last send; a second one who waits beside the flush.</summary>
        public Task Ended => _ended.Task;

        /// <summary>False when it is over already: all sent, or the peer is gone.</summary>
        public bool TrySend(Socket socket, byte[] buffer, int offset, int count, out ValueTask<FlushResult> flush)
        {
            _source.Reset();
            _ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            flush = new(this, _source.Version);
            try
            {
                SetBuffer(buffer, offset, count);
                if (socket.SendAsync(this)) return true;
                End(SocketError);
            }
            catch (ObjectDisposedException)
            {
                End(SocketError.OperationAborted);
            }

            return false;
        }

        public FlushResult GetResult(short token) => _source.GetResult(token);

        public ValueTaskSourceStatus GetStatus(short token) => _source.GetStatus(token);

        public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
            _source.OnCompleted(continuation, state, token, flags);

        protected override void OnCompleted(SocketAsyncEventArgs e)
        {
            End(SocketError);
            _source.SetResult(output.Result);
        }

        private void End(SocketError error)
        {
            output.Finish(error);
            _ended.SetResult();
        }
    }
}
