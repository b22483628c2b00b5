using System.Net;
using Microsoft.Extensions.Logging;

namespace SmartSectors.Mqtt;

/// <summary>Counts every refusal, and logs the first and then their number now and then: an attack must not fill the log.</summary>
internal sealed class DoorReport(string listener, MqttInstruments instruments, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan _quiet = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private long _loggedAt;
    private long _unlogged;

    public void TurnedAway(DoorRefusal refusal, EndPoint? remote)
    {
        instruments.TurnedAway(listener, refusal);
        long count;
        lock (_gate)
        {
            _unlogged++;
            var now = time.GetTimestamp();
            if (_loggedAt != 0 && time.GetElapsedTime(_loggedAt, now) < _quiet) return;

            _loggedAt = now;
            count = _unlogged;
            _unlogged = 0;
        }

        MqttLog.TurnedAway(logger, listener, count, refusal, remote);
    }
}
