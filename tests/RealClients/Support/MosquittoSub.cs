using System.Diagnostics;
using System.Text.Json;
using SmartSectors.Mqtt.Tests.RealPeers;

namespace SmartSectors.RealClients.Tests.Support;

/// <summary>A mosquitto_sub of Debian's mosquitto-clients.</summary>
internal sealed class MosquittoSub : IAsyncDisposable
{
    private const string MessagePrefix = "message ";

    private readonly Process _process;
    private readonly Task<string> _error;

    private MosquittoSub(string[] arguments)
    {
        // It says what it does (-d), but through a buffer unless told otherwise.
        _process = DebianProgram.Start("stdbuf", "coreutils", ["-oL", "mosquitto_sub", "-d", "-F", $"{MessagePrefix}%j", .. arguments]);
        _error = _process.StandardError.ReadToEndAsync();
    }

    /// <summary>Every line that is no message, up to the last that was read.</summary>
    public List<string> Said { get; } = [];

    /// <summary>One that is subscribed when this returns.</summary>
    public static async Task<MosquittoSub> SubscribeAsync(params string[] arguments)
    {
        var subscriber = Start(arguments);
        await subscriber.SayingAsync("Subscribed (mid");
        return subscriber;
    }

    /// <summary>One whose session may send it messages before it is subscribed again.</summary>
    public static MosquittoSub Start(params string[] arguments) => new(arguments);

    /// <summary>Runs one to its end, which its arguments bring about; what it received.</summary>
    public static async Task<List<JsonElement>> RunAsync(params string[] arguments)
    {
        await using var subscriber = Start(arguments);
        return await subscriber.RestAsync();
    }

    public async Task<JsonElement> NextAsync()
    {
        while (true)
        {
            var line = await LineAsync() ?? throw new InvalidOperationException($"mosquitto_sub ended: {await _error}");
            if (TryRead(line, out var message)) return message;
        }
    }

    public async Task<List<JsonElement>> TakeAsync(int count)
    {
        var messages = new List<JsonElement>();
        while (messages.Count < count) messages.Add(await NextAsync());
        return messages;
    }

    /// <summary>All messages before the one with that payload, behind which nothing is to come.</summary>
    public async Task<List<JsonElement>> TakeUntilAsync(string payload)
    {
        var messages = new List<JsonElement>();
        while (true)
        {
            var message = await NextAsync();
            if (message.Text("payload") == payload) return messages;
            messages.Add(message);
        }
    }

    /// <summary>What it receives until it ends by itself, without an error.</summary>
    public async Task<List<JsonElement>> RestAsync()
    {
        var messages = new List<JsonElement>();
        while (await LineAsync() is { } line)
        {
            if (TryRead(line, out var message)) messages.Add(message);
        }

        await _process.WaitForExitAsync().WaitAsync(Patience.Hang);
        Assert.True(_process.ExitCode == 0, await _error);
        return messages;
    }

    /// <summary>SIGKILL.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync().WaitAsync(Patience.Hang);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) await KillAsync();
        _process.Dispose();
    }

    private async Task SayingAsync(string text)
    {
        while (true)
        {
            var line = await LineAsync() ?? throw new InvalidOperationException($"mosquitto_sub ended: {await _error}");
            Assert.False(TryRead(line, out _), "a message came before it was awaited");
            if (line.Contains(text, StringComparison.Ordinal)) return;
        }
    }

    private Task<string?> LineAsync() => _process.StandardOutput.ReadLineAsync().WaitAsync(Patience.Hang);

    private bool TryRead(string line, out JsonElement message)
    {
        message = default;
        if (!line.StartsWith(MessagePrefix, StringComparison.Ordinal))
        {
            Said.Add(line);
            return false;
        }

        message = JsonDocument.Parse(line[MessagePrefix.Length..]).RootElement;
        return true;
    }
}
