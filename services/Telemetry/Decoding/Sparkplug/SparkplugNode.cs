using System.Buffers.Text;
using SmartSectors.Telemetry.Collections;
using SmartSectors.Telemetry.Decoding.Fields;
using SmartSectors.Telemetry.Readings;

namespace SmartSectors.Telemetry.Decoding.Sparkplug;

/// <summary>
/// What the platform knows of one Sparkplug B edge node, and the decoder of its messages, for the one needs the other:
/// DATA carries aliases that only a birth explains. One writer at a time; time is passed in.
/// </summary>
/// <remarks>
/// <list type="bullet">
/// <item>Messages are taken in the order of their coming, for readings carry their own time; a gap in the sequence
/// numbers that does not close within the reorder timeout asks for a rebirth.</item>
/// <item>A metric with its name and its data type is taken before any birth, too. One that only a birth could explain is
/// refused as <c>data_before_birth</c> or, after the birth, <c>unknown_alias</c>; both ask for a rebirth.</item>
/// <item>Of a birth, numbers and booleans are readings; what else it has is description. In DATA every metric is one.</item>
/// <item>Nothing is allocated a metric of DATA.</item>
/// </list>
/// Rules: Sparkplug 3.0 ch. 5 and 6.
/// </remarks>
public sealed class SparkplugNode(SparkplugLimits limits)
{
    private readonly Dictionary<ulong, BornMetric> _byAlias = [];
    private readonly Dictionary<byte[], BornDevice> _devices = new(Utf8Comparer.Ordinal);
    private BornDevice? _node;
    private SequenceTracker _sequence;
    private ulong? _bdSeq;
    private int _metricCount;
    private long? _gapDeadlineMs;
    private long? _rebirthWantedMs;
    private long _rebirthAskedMs = long.MinValue;

    /// <summary>Metrics that the births of the node and its devices named.</summary>
    public int MetricCount => _metricCount;

    /// <summary>Born and not dead.</summary>
    public bool IsOnline => _node is not null;

    /// <summary>When <see cref="TryTakeRebirth"/> is to be called; null for nothing to ask for.</summary>
    public long? RebirthDueMs =>
        _gapDeadlineMs is { } gap && _rebirthWantedMs is { } wanted ? Math.Min(gap, wanted) : _gapDeadlineMs ?? _rebirthWantedMs;

    /// <summary>Whether a device of this node is born and not dead.</summary>
    public bool IsDeviceOnline(ReadOnlySpan<byte> device) => FindDevice(device) is not null;

    /// <summary>
    /// True once when the node is to be asked for a rebirth (<see cref="SparkplugCommand"/>). It asks again only when
    /// further messages show the need, and not more often than <see cref="SparkplugLimits.RebirthInterval"/>.
    /// </summary>
    public bool TryTakeRebirth(long nowMs)
    {
        if (RebirthDueMs is not { } due || due > nowMs) return false;

        _rebirthAskedMs = nowMs;
        _rebirthWantedMs = null;
        _gapDeadlineMs = null;
        _sequence.GiveUp();
        return true;
    }

    /// <summary>Forgets all births. What it was to be asked for, it still is.</summary>
    public void Forget()
    {
        _node = null;
        _bdSeq = null;
        _metricCount = 0;
        _byAlias.Clear();
        _devices.Clear();
    }

    /// <summary>Takes one message of this node or of a device of it.</summary>
    /// <param name="topic">Parsed, of Sparkplug, and with readings: births, deaths and data.</param>
    /// <param name="receivedMs">The time of receipt, Unix milliseconds.</param>
    public SparkplugOutcome Take<TSink>(
        in ForeignTopic topic, ReadOnlySpan<byte> body, long receivedMs, ref TSink sink, DecodeLimits decoding)
        where TSink : struct, IFieldSink, allows ref struct
    {
        var refused = SparkplugPayload.Read(body, out var payload);
        if (refused is RejectReason.None && payload.Count > decoding.MaxReadings) refused = RejectReason.TooManyReadings;
        if (refused is not RejectReason.None) return new SparkplugOutcome(refused, SparkplugChange.None);

        return topic.Message switch
        {
            SparkplugMessage.NodeBirth => TakeNodeBirth(topic, payload, ref sink),
            SparkplugMessage.DeviceBirth => TakeDeviceBirth(topic, payload, receivedMs, ref sink),
            SparkplugMessage.NodeData or SparkplugMessage.DeviceData => TakeData(topic, payload, receivedMs, ref sink),
            SparkplugMessage.NodeDeath => TakeNodeDeath(payload),
            SparkplugMessage.DeviceDeath => TakeDeviceDeath(topic, payload, receivedMs),
            _ => throw new ArgumentOutOfRangeException(nameof(topic), topic.Message, "BUG: a message without readings"),
        };
    }

    private SparkplugOutcome TakeNodeBirth<TSink>(in ForeignTopic topic, SparkplugPayload payload, ref TSink sink)
        where TSink : struct, IFieldSink, allows ref struct
    {
        if (payload.Count > limits.MaxMetrics) return new SparkplugOutcome(RejectReason.TooManyReadings, SparkplugChange.None);

        Forget();
        _bdSeq = FindBdSeq(payload);
        _sequence.Restart(payload.HasSeq ? (byte)payload.Seq : (byte)0);
        _rebirthWantedMs = null;
        _gapDeadlineMs = null;
        _node = new BornDevice();
        Learn(_node, topic, payload, ref sink);
        return new SparkplugOutcome(RejectReason.None, SparkplugChange.NodeBorn);
    }

    private SparkplugOutcome TakeDeviceBirth<TSink>(in ForeignTopic topic, SparkplugPayload payload, long receivedMs, ref TSink sink)
        where TSink : struct, IFieldSink, allows ref struct
    {
        var former = FindDevice(topic.Device);
        var others = _metricCount - (former?.MetricCount ?? 0);
        if (others + payload.Count > limits.MaxMetrics || (former is null && _devices.Count == limits.MaxDevices))
            return new SparkplugOutcome(RejectReason.TooManyReadings, SparkplugChange.None);

        Count(payload, receivedMs);
        if (!IsOnline) WantRebirth(receivedMs);
        if (former is not null) Forget(former, topic.Device);
        var device = new BornDevice();
        _devices[topic.Device.ToArray()] = device;
        Learn(device, topic, payload, ref sink);
        return new SparkplugOutcome(RejectReason.None, SparkplugChange.DeviceBorn);
    }

    // Sparkplug 3.0 §5.6: an NDEATH counts only for the session whose NBIRTH had the same bdSeq; the broker may deliver
    // the will of a session that a newer one has replaced.
    private SparkplugOutcome TakeNodeDeath(SparkplugPayload payload)
    {
        if (FindBdSeq(payload) is not { } bdSeq) return new SparkplugOutcome(RejectReason.Malformed, SparkplugChange.None);
        if (!IsOnline || (_bdSeq is not null && _bdSeq != bdSeq)) return default;

        Forget();
        _rebirthWantedMs = null;
        _gapDeadlineMs = null;
        return new SparkplugOutcome(RejectReason.None, SparkplugChange.NodeDied);
    }

    private SparkplugOutcome TakeDeviceDeath(in ForeignTopic topic, SparkplugPayload payload, long receivedMs)
    {
        Count(payload, receivedMs);
        if (FindDevice(topic.Device) is not { } device) return default;

        Forget(device, topic.Device);
        return new SparkplugOutcome(RejectReason.None, SparkplugChange.DeviceDied);
    }

    private SparkplugOutcome TakeData<TSink>(in ForeignTopic topic, SparkplugPayload payload, long receivedMs, ref TSink sink)
        where TSink : struct, IFieldSink, allows ref struct
    {
        Count(payload, receivedMs);
        var device = topic.Device.IsEmpty ? _node : FindDevice(topic.Device);
        if (device is null) WantRebirth(receivedMs);

        var writer = new FieldWriter(payload.Count, default);
        while (payload.TryReadMetric(out var metric))
        {
            writer.Continue(HeadOf(topic, payload, metric, FieldTraits.None), ref sink);
            if (!TakeMetric(metric, device, ref writer, ref sink)) WantRebirth(receivedMs);
        }
        return new SparkplugOutcome(writer.Finish(ref sink), SparkplugChange.None);
    }

    /// <summary>Puts one metric of DATA; false when only a birth could explain it.</summary>
    private bool TakeMetric<TSink>(in MetricFields metric, BornDevice? device, ref FieldWriter writer, ref TSink sink)
        where TSink : struct, IFieldSink, allows ref struct
    {
        var missing = device is null ? RejectReason.DataBeforeBirth : RejectReason.UnknownAlias;
        BornMetric? born;
        if (metric.Name.IsEmpty)
        {
            if (!metric.HasAlias || !_byAlias.TryGetValue(metric.Alias, out born) || born.Device != device)
            {
                Span<byte> digits = stackalloc byte[20]; // 2⁶⁴-1 has 20
                Utf8Formatter.TryFormat(metric.Alias, digits, out var length);
                writer.Reject(missing, digits[..length], ref sink);
                return false;
            }
        }
        else
        {
            born = device?.Find(metric.Name);
        }

        var name = born is null ? metric.Name : born.Name;
        if (born?.IsControl ?? BornMetric.IsControlName(name)) return true;
        var type = metric.Type is not SparkplugType.Unknown ? metric.Type : born?.Type ?? SparkplugType.Unknown;
        if (type is SparkplugType.Unknown)
        {
            writer.Reject(missing, name, ref sink);
            return false;
        }
        if (!MetricProperties.TryRead(metric.Properties, out var properties))
        {
            writer.Reject(RejectReason.Malformed, name, ref sink);
            return true;
        }

        var unit = properties.Unit.IsEmpty && born is not null ? born.Unit : properties.Unit;
        if (properties.IsBad) writer.Reject(RejectReason.BadQuality, name, ref sink);
        else if (IsText(metric, type)) writer.Text(name, unit, metric.Text, ref sink);
        else if (MetricNumber.Read(metric, type, out var number) is not RejectReason.None and var reason) writer.Reject(reason, name, ref sink);
        else writer.Value(name, unit, number, ref sink);
        return true;
    }

    private void Learn<TSink>(BornDevice device, in ForeignTopic topic, SparkplugPayload payload, ref TSink sink)
        where TSink : struct, IFieldSink, allows ref struct
    {
        var writer = new FieldWriter(payload.Count, default);
        while (payload.TryReadMetric(out var metric))
        {
            writer.Continue(HeadOf(topic, payload, metric, FieldTraits.Birth), ref sink);
            if (metric.Name.IsEmpty || metric.Name.Length > limits.MaxNameBytes || !MetricProperties.TryRead(metric.Properties, out var properties))
            {
                writer.Reject(RejectReason.Malformed, metric.Name[..Math.Min(metric.Name.Length, limits.MaxNameBytes)], ref sink);
                continue;
            }

            var born = new BornMetric(
                device, metric.Name.ToArray(), properties.Unit.ToArray(), metric.Type, BornMetric.IsControlName(metric.Name));
            device.Add(born);
            if (metric.HasAlias)
            {
                _byAlias[metric.Alias] = born;
                device.Aliases.Add(metric.Alias);
            }
            if (born.IsControl || MetricNumber.Read(metric, metric.Type, out var number) is not RejectReason.None) continue;
            if (properties.IsBad) writer.Reject(RejectReason.BadQuality, born.Name, ref sink);
            else writer.Value(born.Name, born.Unit, number, ref sink);
        }
        writer.Finish(ref sink);
        _metricCount += device.MetricCount;
    }

    private void Forget(BornDevice device, ReadOnlySpan<byte> name)
    {
        foreach (var alias in device.Aliases)
            if (_byAlias.TryGetValue(alias, out var metric) && metric.Device == device) _byAlias.Remove(alias);
        _metricCount -= device.MetricCount;
        _devices.GetAlternateLookup<ReadOnlySpan<byte>>().Remove(name);
    }

    private BornDevice? FindDevice(ReadOnlySpan<byte> device) =>
        _devices.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(device, out var found) ? found : null;

    // A missing number may be one that only comes late. Encoders of proto3 leave a zero out.
    private void Count(in SparkplugPayload payload, long receivedMs)
    {
        if (!IsOnline) return;
        _sequence.Take(payload.HasSeq ? (byte)payload.Seq : (byte)0);
        _gapDeadlineMs = _sequence.HasGap ? _gapDeadlineMs ?? NotTooOften(receivedMs + (long)limits.ReorderTimeout.TotalMilliseconds) : null;
    }

    private void WantRebirth(long nowMs) => _rebirthWantedMs ??= NotTooOften(nowMs);

    private long NotTooOften(long whenMs) => _rebirthAskedMs == long.MinValue
        ? whenMs
        : Math.Max(whenMs, _rebirthAskedMs + (long)limits.RebirthInterval.TotalMilliseconds);

    private static ulong? FindBdSeq(SparkplugPayload payload)
    {
        while (payload.TryReadMetric(out var metric))
        {
            if (metric.Name.SequenceEqual("bdSeq"u8) && metric.Value is MetricValue.Int or MetricValue.Long) return metric.Bits;
        }
        return null;
    }

    private static SampleHead HeadOf(
        scoped in ForeignTopic topic, scoped in SparkplugPayload payload, scoped in MetricFields metric, FieldTraits traits)
    {
        return new SampleHead
        {
            Device = topic.Device.IsEmpty ? topic.Node : topic.Device,
            Time = metric.HasTimestamp ? TimeOf(metric.Timestamp) : payload.HasTimestamp ? TimeOf(payload.Timestamp) : default,
            Traits = metric.IsHistorical ? traits | FieldTraits.Historical : traits,
        };
    }

    private static SourceTime TimeOf(ulong timestamp) =>
        SourceTime.Number((long)Math.Min(timestamp, long.MaxValue), TimePrecision.Milliseconds);

    private static bool IsText(in MetricFields metric, SparkplugType type) =>
        type is SparkplugType.String or SparkplugType.Text && metric.Value is MetricValue.String && !metric.IsNull;
}
