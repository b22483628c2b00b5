using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection;

namespace SmartSectors.Mqtt.Tests.Support;

/// <summary>
/// The real handler on pipes in memory, run inline: when a flush returns, the server has seen exactly those bytes. Its
/// output holds only as much as a test says, as a peer that does not read.
/// </summary>
internal sealed class MemoryPeer : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly Pipe _toServer = new(new PipeOptions(
        readerScheduler: PipeScheduler.Inline, writerScheduler: PipeScheduler.Inline, pauseWriterThreshold: 0, useSynchronizationContext: false));
    private readonly Pipe _toClient;
    private readonly Task _served;

    public MemoryPeer(
        Action<MqttServerOptions>? configure = null,
        TimeProvider? time = null,
        int outputLimitBytes = 64 * 1024,
        int minimumSegmentBytes = 4096,
        ISessionStore? store = null)
    {
        _toClient = new Pipe(new PipeOptions(
            readerScheduler: PipeScheduler.Inline,
            writerScheduler: PipeScheduler.Inline,
            pauseWriterThreshold: outputLimitBytes,
            resumeWriterThreshold: 1,
            minimumSegmentSize: minimumSegmentBytes,
            useSynchronizationContext: false));
        _services = new ServiceCollection()
            .AddLogging()
            .AddSingleton(time ?? TimeProvider.System)
            .AddSingleton<IMqttApplication>(Application)
            .AddSingleton(store ?? new MemorySessionStore())
            .AddMqttServer<RecordingApplication>(configure)
            .BuildServiceProvider();
        var server = _services.GetRequiredService<MqttServer>();
        Context = new DefaultConnectionContext("memory", new Duplex(_toServer.Reader, _toClient.Writer), new Duplex(_toClient.Reader, _toServer.Writer));
        _served = server.ServeAsync(Context, server.DefaultListener);
    }

    public RecordingApplication Application { get; } = new();

    public DefaultConnectionContext Context { get; }

    public PipeReader Output => _toClient.Reader;

    public Task Served => _served.InTime();

    public async Task SendAsync(ReadOnlyMemory<byte> bytes) => await _toServer.Writer.WriteAsync(bytes);

    public void EndSending() => _toServer.Writer.Complete();

    /// <summary>Reads exactly that many bytes.</summary>
    public async Task<byte[]> ReadAsync(int length)
    {
        var read = await Output.ReadAtLeastAsync(length).AsTask().InTime();
        Assert.True(read.Buffer.Length >= length, "the server closed");
        var bytes = read.Buffer.Slice(0, length);
        var result = System.Buffers.BuffersExtensions.ToArray(bytes);
        Output.AdvanceTo(bytes.End);
        return result;
    }

    public async Task<byte[]> ReadToEndAsync()
    {
        var all = new MemoryStream();
        await Output.CopyToAsync(all).InTime();
        return all.ToArray();
    }

    public async ValueTask DisposeAsync()
    {
        Output.Complete();
        EndSending();
        Context.Abort();
        await Served;
        await _services.DisposeAsync();
    }

    private sealed record Duplex(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
