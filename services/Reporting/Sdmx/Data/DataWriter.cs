using System.Buffers;
using System.IO.Pipelines;

namespace SmartSectors.Reporting.Sdmx.Data;

/// <summary>
/// Writes an answer in one format. What it writes gathers here and leaves in pieces; a client that does not keep up is
/// waited for, so an answer of any length takes the room of a piece.
/// </summary>
internal abstract class DataWriter(PipeWriter output) : IDisposable
{
    private const int FlushBytes = 64 * 1024;

    // An output takes a lock at each write, so rows gather in a buffer of ours.
    protected ArrayBufferWriter<byte> Buffer { get; } = new(FlushBytes + (16 * 1024));

    /// <summary>Writes a series; the first of a data set begins it.</summary>
    public abstract ValueTask WriteAsync(Series series, CancellationToken cancellationToken);

    /// <summary>Writes what follows the last series, and sends it.</summary>
    public abstract ValueTask CompleteAsync(CancellationToken cancellationToken);

    public virtual void Dispose()
    {
    }

    /// <summary>Sends what has gathered, once it is worth it.</summary>
    protected ValueTask FlushIfFullAsync(CancellationToken cancellationToken) =>
        Buffer.WrittenCount < FlushBytes ? ValueTask.CompletedTask : FlushAsync(cancellationToken);

    /// <summary>Sends what has gathered.</summary>
    protected async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        var sent = await output.WriteAsync(Buffer.WrittenMemory, cancellationToken).ConfigureAwait(false);
        Buffer.ResetWrittenCount();
        // Nobody reads any more: the request's end cancels it, so there is no error to tell.
        if (sent.IsCompleted) cancellationToken.ThrowIfCancellationRequested();
    }
}
