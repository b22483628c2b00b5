namespace SmartSectors.Mqtt.Fuzz;

/// <summary>Some sessions at a time, a step of one and then of another, so that they get in each other's way.</summary>
internal sealed class SessionMix(FuzzServer server, Dice dice, FuzzReport report)
{
    private const int AtOnce = 8;

    private readonly Mutator _mutator = new(dice);
    private readonly List<FuzzedSession> _sessions = [];
    private int _count;

    /// <summary>The one that was stepped last.</summary>
    public FuzzedSession? Current { get; private set; }

    public async Task StepAsync()
    {
        if (_sessions.Count < AtOnce && dice.Chance(0.2)) _sessions.Add(new FuzzedSession(server, dice, _mutator, ++_count));
        if (_sessions.Count == 0) return;

        var at = dice.Below(_sessions.Count);
        Current = _sessions[at];
        await Current.StepAsync();
        if (Current.IsOver)
        {
            report.Add(Current);
            _sessions.RemoveAt(at);
        }
    }

    /// <summary>Sees all of them to their end.</summary>
    public async Task FinishAsync()
    {
        foreach (var session in _sessions)
        {
            Current = session;
            await session.FinishAsync();
            report.Add(session);
        }

        _sessions.Clear();
    }
}
