namespace SmartSectors.Mqtt.Fuzz;

/// <summary>At least a million packets in each test run; unbounded by hand, as <c>Program.cs</c> says.</summary>
public sealed class FuzzTests
{
    private const int Half = 500_000;

    /// <summary>The same sessions in each run: a failure here is a change's.</summary>
    [Fact]
    public async Task Mutated_sessions_of_a_known_seed_leave_the_server_and_its_other_clients_as_they_were()
    {
        var report = await FuzzRun.RunAsync(new FuzzOptions { Seed = 5, Packets = Half });
        Assert.InRange(report.Packets, Half, long.MaxValue);
        Assert.InRange(report.WitnessMessages, 10_000, long.MaxValue);
        foreach (var end in MustHappen) Assert.Contains(end, report.Ends.Keys);
    }

    /// <summary>New sessions in each run, from several threads; a failure prints its seed.</summary>
    [Fact]
    public async Task Mutated_sessions_that_race_leave_the_server_and_its_other_clients_as_they_were()
    {
        var report = await FuzzRun.RunAsync(new FuzzOptions { Seed = Random.Shared.Next(), Workers = 3, Packets = Half });
        Assert.InRange(report.Packets, Half, long.MaxValue);
    }

    /// <summary>What the sessions are there to bring about.</summary>
    private static string[] MustHappen =>
    [
        .. new[]
        {
            DisconnectReason.MalformedPacket, DisconnectReason.ProtocolError, DisconnectReason.KeepAliveTimeout,
            DisconnectReason.SessionTakenOver, DisconnectReason.TopicFilterInvalid, DisconnectReason.TopicNameInvalid,
            DisconnectReason.ReceiveMaximumExceeded, DisconnectReason.TopicAliasInvalid, DisconnectReason.PacketTooLarge,
            DisconnectReason.QuotaExceeded,
        }.Select(reason => $"DISCONNECT {reason}"),
        .. new[]
        {
            ConnectReason.UnsupportedProtocolVersion, ConnectReason.ClientIdentifierNotValid, ConnectReason.NotAuthorized,
            ConnectReason.BadAuthenticationMethod, ConnectReason.TopicNameInvalid,
        }.Select(reason => $"CONNACK {reason}"),
    ];
}
