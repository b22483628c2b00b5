namespace SmartSectors.Mqtt.Fuzz;

/// <summary>
/// One connection from CONNECT to its end: good packets, some of them changed, sent in pieces, and every answer held to
/// the specification.
/// </summary>
internal sealed class FuzzedSession
{
    private static readonly TimeSpan _hang = TimeSpan.FromSeconds(30);

    private readonly FuzzServer _server;
    private readonly Dice _dice;
    private readonly Mutator _mutator;
    private readonly ClientScript _script;
    private readonly MqttListener _listener;
    private readonly MemoryLink _link;
    private readonly Task _served;
    private readonly Said _said;
    private readonly Heard _heard;
    private readonly Queue<byte[]> _pieces = new();
    private readonly double _mutationRate;
    private readonly List<byte[]> _received = [];
    private int _batchesLeft;
    private int _deafFor;
    private readonly bool _wasDeaf;
    private long _lastStepAt;

    public FuzzedSession(FuzzServer server, Dice dice, Mutator mutator, int number)
    {
        _server = server;
        _dice = dice;
        _mutator = mutator;
        Number = number;
        _listener = dice.Chance(0.6) ? server.DefaultListener : dice.Pick(server.Listeners);
        _mutationRate = dice.Pick(0, 0, 0.003, 0.01, 0.03, 0.1, 0.5);
        if (dice.Chance(0.05)) _deafFor = dice.Between(1, 100);
        _wasDeaf = _deafFor > 0;
        _script = new ClientScript(dice, isHonest: _mutationRate == 0 && !_wasDeaf);
        _batchesLeft = _script.Hammers ? 200 : dice.Pick(5, 20, 60, 200);
        _said = new Said(_listener.Limits) { Acknowledged = (type, packetId, reason) => _heard!.Acknowledged(type, packetId, reason) };
        _heard = new Heard(_script, _said, _listener.Limits);
        _lastStepAt = server.Time.GetTimestamp();
        (_link, _served) = server.Connect(_listener);
        Say([_script.Connect()], _mutationRate / 2);
    }

    public int Number { get; }

    public bool IsOver { get; private set; }

    public int Packets => _said.Packets;

    /// <summary>All that was sent, in order.</summary>
    public List<byte[]> Pieces { get; } = [];

    public byte[] Received => [.. _received.SelectMany(bytes => bytes)];

    /// <summary>How it ended, for the tally.</summary>
    public string End => _heard.Farewell is { } farewell ? $"DISCONNECT {farewell}"
        : _heard.Refusal is { } refusal ? $"CONNACK {refusal}"
        : _said.Breach is { } breach ? $"closed, {breach}"
        : _said.IsOver ? "client's DISCONNECT"
        : "closed";

    public override string ToString() => $"{_said.Version} by {_listener.Name}; breach: {_said.Breach}; {End}; unanswered: {_said.Unanswered}";

    /// <summary>Sends one piece more, or ends.</summary>
    public async Task StepAsync()
    {
        if (_served.IsCompleted)
        {
            await CloseAsync(byServer: true);
            return;
        }

        _lastStepAt = _server.Time.GetTimestamp();
        if (_pieces.Count == 0 && !_said.IsOver && _said.Breach is null) SayMore();
        if (_pieces.TryDequeue(out var piece)) await SendAsync(piece);
        else await FinishAsync();
    }

    /// <summary>Sends what is left to be sent, and sees that the server does what is due.</summary>
    public async Task FinishAsync()
    {
        while (!_served.IsCompleted && _pieces.TryDequeue(out var piece)) await SendAsync(piece);
        _deafFor = 0;
        var mustClose = _said.Breach is not null || _said.IsOver;
        var asksForAll = !mustClose && !_served.IsCompleted && _said.IsWhole && _dice.Chance(0.7);
        if (asksForAll)
        {
            await SendAsync(PingPacket.Request);
            await WaitUntilAsync(() => _said.IsAnswered || !_heard.IsAccepted);
        }

        var byServer = mustClose || _served.IsCompleted;
        if (!byServer) _link.EndSending();
        await WaitUntilAsync(() => false);
        await CloseAsync(byServer);
    }

    private void SayMore()
    {
        if (_batchesLeft-- <= 0) return;
        var packets = new List<byte[]>();
        while (_heard.Answers.TryDequeue(out var answer)) packets.Add(answer);
        for (var more = _dice.Between(1, 4); more > 0; more--) packets.Add(_script.Next());
        Say(packets, _mutationRate);
    }

    private void Say(List<byte[]> packets, double mutationRate)
    {
        _mutator.Mutate(packets, mutationRate);
        foreach (var piece in _mutator.Cut(packets)) _pieces.Enqueue(piece);
    }

    private async Task SendAsync(byte[] piece)
    {
        Pieces.Add(piece);
        _said.Add(piece);
        await _link.SendAsync(piece);
        if (_deafFor-- > 0) return;
        Hear(_link.Receive());
    }

    private void Hear(byte[] bytes)
    {
        if (bytes.Length == 0) return;
        _received.Add(bytes);
        _heard.Add(bytes);
    }

    /// <summary>Until the server's task is over, if that comes first; a server that does neither hangs.</summary>
    private async Task WaitUntilAsync(Func<bool> done)
    {
        Hear(_link.Receive());
        while (!done() && !_served.IsCompleted)
        {
            var reading = _link.Output.ReadAsync().AsTask();
            await Task.WhenAny(reading, _served).WaitAsync(_hang);
            if (!reading.IsCompleted) _link.Output.CancelPendingRead();
            var read = await reading;
            Hear(System.Buffers.BuffersExtensions.ToArray(read.Buffer));
            _link.Output.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted) await _served.WaitAsync(_hang);
        }

        Hear(_link.Receive());
    }

    private async Task CloseAsync(bool byServer)
    {
        IsOver = true;
        await _served;
        Hear(_link.Receive());
        _link.Close();
        if (byServer && !_link.WasAborted) CheckClose();
    }

    /// <summary>MQTT 5.0 §4.13: who was let in is told why, unless it said goodbye itself. MQTT 3.1.1 closes without a word.</summary>
    private void CheckClose()
    {
        if (!_heard.IsWhole) throw new InvalidOperationException("the server's last packet is not whole");
        if (_said.Version is MqttVersion.V311 || !_heard.IsAccepted || _said.IsOver) return;

        // Time-outs of packets that nobody finishes close silently, and a deaf peer could not be told.
        if (_wasDeaf || _server.Time.GetTimestamp() != _lastStepAt) return;
        if (_heard.Farewell is not >= DisconnectReason.UnspecifiedError) throw new InvalidOperationException("closed without DISCONNECT");
    }
}
