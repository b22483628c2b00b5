using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;
using System.Net.Sockets;
using System.Threading.Tasks.Sources;

namespace SmartSectors.Mqtt;

/// <summary>
/// Reads a socket as a pipe. There is a buffer only from the moment when bytes are there until all of them are
/// consumed; meanwhile the kernel tells when there are some. What is read lies in one piece, so that a packet never
/// straddles.
/// </summary>
[SuppressMessage(
    "Reliability",
    "CA1001:Types that own disposable fields should be disposable",
    Justification = "A pipe's end is its completion, which disposes of it.")]
internal sealed class SocketInput : PipeReader, IValueTaskSource<ReadResult>, IThreadPoolWorkItem
{
    /// <summary>
    /// A read that fills the buffer is followed by one of twice its size, up to the largest; one that leaves most of it
    /// empty by the smallest.
    /// </summary>
    private const int SmallestBuffer = 16 * 1024, LargestBuffer = 64 * 1024;

    /// <summary>Reads that found bytes at once, until others get their turn on the thread.</summary>
    private const int ReadsInARow = 16;

    /// <summary>
    /// A read of so many bytes is more work than a switch to a thread of the pool, and goes there; a smaller one is served
    /// by the thread that heard of it, if the runtime says so, in the order in which the kernel told of them.
    /// </summary>
    private const int LargeRead = 4 * 1024;

    private readonly Socket _socket;
    private readonly Readiness _readiness;
    private readonly bool _servesInline;
    private ManualResetValueTaskSourceCore<ReadResult> _source;
    private CancellationToken _token;
    private CancellationTokenRegistration _cancellation;
    private byte[]? _buffer;
    private int _start, _examined, _end;
    private int _size = SmallestBuffer;
    private byte _inARow;
    private bool _mayHaveMore;
    private bool _peerClosed;
    private bool _completed;

    // Under the lock of _readiness: who comes first of the kernel, a cancellation and the next read.
    private bool _pending;
    private bool _watching;
    private bool _canceled;

    public SocketInput(Socket socket, bool servesInline)
    {
        _socket = socket;
        _servesInline = servesInline;
        _readiness = new Readiness(this);
    }

    private bool HasUnexamined => _examined < _end;

    public override bool TryRead(out ReadResult result)
    {
        var isCanceled = TakeCanceled();
        if (isCanceled || HasUnexamined || _peerClosed)
        {
            result = Result(isCanceled);
            return true;
        }

        result = default;
        return false;
    }

    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_completed, this);
        cancellationToken.ThrowIfCancellationRequested();
        if (TakeCanceled()) return new(Result(true));
        if (HasUnexamined || _peerClosed) return new(Result(false));
        // Where the last read was not cut off by the buffer's end, the kernel would have nothing.
        return _mayHaveMore && ++_inARow < ReadsInARow && TryFill() ? new(Result(false)) : WaitAsync(cancellationToken);
    }

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        if (_buffer is null) return;
        _start = consumed.GetInteger();
        _examined = examined.GetInteger();
        if (_start == _end) ReturnBuffer();
    }

    public override void CancelPendingRead()
    {
        lock (_readiness)
        {
            if (!_pending)
            {
                _canceled = true;
                return;
            }

            _pending = false;
        }

        // Not on the caller's thread, which may hold locks.
        _source.RunContinuationsAsynchronously = true;
        _source.SetResult(Result(true));
    }

    public override void Complete(Exception? exception = null)
    {
        if (_completed) return;
        _completed = true;
        if (_buffer is not null) ReturnBuffer();
        _readiness.Dispose();
    }

    ReadResult IValueTaskSource<ReadResult>.GetResult(short token)
    {
        _cancellation.Dispose();
        _cancellation = default;
        return _source.GetResult(token);
    }

    ValueTaskSourceStatus IValueTaskSource<ReadResult>.GetStatus(short token) => _source.GetStatus(token);

    void IValueTaskSource<ReadResult>.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);

    /// <summary>The turn of a reader that found bytes too often in a row.</summary>
    void IThreadPoolWorkItem.Execute()
    {
        if (!TryFinish(SocketError.Success)) Watch();
    }

    private bool TakeCanceled()
    {
        lock (_readiness)
        {
            var canceled = _canceled;
            _canceled = false;
            return canceled;
        }
    }

    private ReadResult Result(bool isCanceled) => new(
        _buffer is null ? ReadOnlySequence<byte>.Empty : new ReadOnlySequence<byte>(_buffer, _start, _end - _start),
        isCanceled,
        isCompleted: _peerClosed && !isCanceled);

    /// <summary>False when there is nothing to read now.</summary>
    /// <exception cref="IOException">The peer is gone.</exception>
    private bool TryFill()
    {
        MakeRoom();
        var room = _buffer!.Length - _end;
        var read = _socket.Receive(_buffer.AsSpan(_end), SocketFlags.None, out var error);
        _mayHaveMore = read == room;
        if (error is SocketError.WouldBlock)
        {
            if (_start == _end) ReturnBuffer();
            return false;
        }

        if (error is not SocketError.Success) throw SocketFailure.Of(error);
        if (read == 0) _peerClosed = true;
        if (_mayHaveMore) _size = Math.Min(LargestBuffer, 2 * _size);
        else if (read < _size / 4) _size = SmallestBuffer;
        _end += read;
        return true;
    }

    private void MakeRoom()
    {
        if (_buffer is null)
        {
            _buffer = ArrayPool<byte>.Shared.Rent(_size);
        }
        else if (_end == _buffer.Length || _buffer.Length < SmallestBuffer)
        {
            // Half a packet is here, and may take most of the buffer.
            MoveTo(Math.Max(_size, 2 * (_end - _start)));
        }
    }

    /// <summary>
    /// A peer that drips a packet has no more memory for it than it sent: there may be as many such peers as connections.
    /// </summary>
    private void KeepUnreadOnly()
    {
        if (_buffer is not null && _end - _start <= _buffer.Length / 8) MoveTo(_end - _start);
    }

    private void MoveTo(int size)
    {
        var unread = _buffer.AsSpan(_start, _end - _start);
        var other = ArrayPool<byte>.Shared.Rent(size);
        unread.CopyTo(other);
        ArrayPool<byte>.Shared.Return(_buffer!);
        (_buffer, _start, _examined, _end) = (other, 0, _examined - _start, unread.Length);
    }

    private void ReturnBuffer()
    {
        ArrayPool<byte>.Shared.Return(_buffer!);
        _buffer = null;
        _start = _examined = _end = 0;
    }

    private ValueTask<ReadResult> WaitAsync(CancellationToken cancellationToken)
    {
        var yields = _inARow >= ReadsInARow;
        _inARow = 0;
        KeepUnreadOnly();
        _source.Reset();
        _source.RunContinuationsAsynchronously = false;
        _token = cancellationToken;
        if (cancellationToken.CanBeCanceled)
        {
            _cancellation = cancellationToken.UnsafeRegister(static (input, token) => ((SocketInput)input!).Cancel(token), this);
        }

        bool watches;
        lock (_readiness)
        {
            _pending = true;
            watches = !_watching;
            _watching = true;
        }

        if (watches && yields) ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        else if (watches) Watch();

        // What was canceled since the read began found nothing pending.
        if (cancellationToken.IsCancellationRequested) Cancel(cancellationToken);
        if (Volatile.Read(ref _canceled) && TakePending())
        {
            TakeCanceled();
            _source.SetResult(Result(true));
        }

        return new ValueTask<ReadResult>(this, _source.Version);
    }

    /// <summary>Has the kernel tell when there are bytes; it may tell at once.</summary>
    private void Watch()
    {
        do
        {
            try
            {
                if (_socket.ReceiveAsync(_readiness)) return;
            }
            catch (ObjectDisposedException)
            {
                TryFinish(SocketError.OperationAborted);
                return;
            }
        }
        while (!TryFinish(_readiness.SocketError));
    }

    /// <summary>Ends the pending read with what is there. False when nothing is: the kernel is to be asked again.</summary>
    private bool TryFinish(SocketError error)
    {
        lock (_readiness)
        {
            _watching = false;
            if (!_pending)
            {
                _mayHaveMore = true; // for the next read
                return true;
            }

            _pending = false;
        }

        try
        {
            if (error is not SocketError.Success) throw SocketFailure.Of(error);
            if (!TryFill())
            {
                if (WatchesOn()) return false;
                _token.ThrowIfCancellationRequested(); // its cancellation came between and found nothing pending
            }
        }
        catch (Exception e) when (e is OperationCanceledException || TransportFailure.Is(e))
        {
            _source.SetException(e);
            return true;
        }

        _source.RunContinuationsAsynchronously = !(_servesInline && _end - _start < LargeRead) && !Thread.CurrentThread.IsThreadPoolThread;
        _source.SetResult(Result(TakeCanceled()));
        return true;
    }

    /// <summary>Unless the read was canceled meanwhile.</summary>
    private bool WatchesOn()
    {
        lock (_readiness) return !_canceled && !_token.IsCancellationRequested && (_pending = _watching = true);
    }

    private bool TakePending()
    {
        lock (_readiness)
        {
            var pending = _pending;
            _pending = false;
            return pending;
        }
    }

    private void Cancel(CancellationToken token)
    {
        if (!TakePending()) return;
        _source.RunContinuationsAsynchronously = true;
        _source.SetException(new OperationCanceledException(token));
    }

    /// <summary>A read of no bytes, which the kernel ends when there are some.</summary>
    private sealed class Readiness : SocketAsyncEventArgs
    {
        private readonly SocketInput _input;

        public Readiness(SocketInput input)
            : base(true) // without the execution context
        {
            _input = input;
            SetBuffer([], 0, 0);
        }

        protected override void OnCompleted(SocketAsyncEventArgs e)
        {
            if (!_input.TryFinish(SocketError)) _input.Watch();
        }
    }
}
