using System.Collections.Concurrent;

namespace SmartSectors.Ingestion;

/// <summary>
/// Times for bodies that bring none: the time of receipt, strictly increasing a device, so that two such bodies are never
/// taken for one moment. A redelivery (DUP with the same client, packet id and payload) gets the stamp of the first, as
/// long as it is remembered; beyond that, exactly-once holds for readings that bring their own time only.
/// </summary>
internal sealed class ServerStamps(IngestionOptions options)
{
    private readonly ConcurrentDictionary<uint, long> _last = new();
    private readonly Dictionary<DeliveryKey, long> _deliveries = [];
    private readonly Queue<DeliveryKey> _oldest = new();
    private readonly Lock _gate = new();

    /// <summary>A QoS 1 delivery, as the sender repeats it.</summary>
    public readonly record struct DeliveryKey(string Client, ushort PacketId, int PayloadHash);

    /// <summary>The next stamp of a device.</summary>
    public long Next(uint device, long receiptMs) =>
        _last.AddOrUpdate(device, static (_, now) => now, static (_, last, now) => Math.Max(last + 1, now), receiptMs);

    /// <summary>The stamp that the first delivery got; false when it is not remembered.</summary>
    public bool TryRecall(in DeliveryKey key, out long stampMs)
    {
        lock (_gate) return _deliveries.TryGetValue(key, out stampMs);
    }

    /// <summary>Remembers the stamp of a delivery, for its redelivery. The oldest are forgotten.</summary>
    public void Remember(in DeliveryKey key, long stampMs)
    {
        lock (_gate)
        {
            if (!_deliveries.TryAdd(key, stampMs))
            {
                _deliveries[key] = stampMs; // The packet id is in use again, by chance for the same payload.
                return;
            }

            _oldest.Enqueue(key);
            if (_oldest.Count > options.RememberedDeliveries) _deliveries.Remove(_oldest.Dequeue());
        }
    }
}
