using SmartSectors.Fleet.Layout;
using SmartSectors.Fleet.Signals;
using SmartSectors.Fleet.Trouble;
using SmartSectors.Telemetry.Readings;

namespace SmartSectors.Fleet.Paced;

/// <summary>
/// What one device hands to the network, trouble included. Its samples have strictly increasing times as long as its clock
/// is right, and what happens to the n-th of them depends on the seed and n alone. At most three messages are held back at a time, and a
/// satellite site's burst has at most <see cref="LongestBurst"/> samples.
/// </summary>
internal sealed class DeviceFeed
{
    public const int ShortestBurst = 10, LongestBurst = 30;
    private const int ShortestGap = 2, LongestGap = 10;
    private static readonly long s_futureToleranceMs = (long)new AcceptanceOptions().FutureTolerance.TotalMilliseconds;
    private const double MeanGap = (ShortestGap + LongestGap) / 2.0;
    private readonly SimulatedDevice _device;
    private readonly TroubleOptions _trouble;
    private readonly ExpectedLedger _ledger;
    private readonly TroubledDevice _troubled;
    private readonly Action<InjectedTrouble>? _record;
    private readonly Seed _fates;
    private readonly List<(int DueAt, byte[] Body)> _held = [];
    private readonly List<byte[]> _burst = [];
    private readonly bool _isSatellite;
    private readonly long _lateByMs;
    private long _lastMs;
    private int _number, _gapLeft, _burstSize;

    /// <param name="record">Gets what is injected; null where nobody asks.</param>
    public DeviceFeed(SimulatedDevice device, TroubleOptions trouble, ExpectedLedger ledger, Action<InjectedTrouble>? record = null)
    {
        _device = device;
        _trouble = trouble;
        _ledger = ledger;
        _record = record;
        _fates = device.Seed.With(-1);
        // The whole site has one link, so all its devices draw the same.
        var link = device.SiteSeed.With(-1);
        _isSatellite = link.Chance(trouble.Satellite);
        _lateByMs = _isSatellite ? (long)link.With(1).Between(LocalTime.HourMs, 6 * LocalTime.HourMs) : 0;
        _burstSize = BurstSize(0);
        _troubled = new TroubledDevice(device, _isSatellite ? trouble.ForSatellite() : trouble, record);
    }

    public SimulatedDevice Device => _device;

    /// <summary>Takes the device's next sample and adds what is to be sent now, in order; often one body, or none.</summary>
    public void Next(long nowMs, List<byte[]> deliveries)
    {
        var isDelivered = TryMeasure(nowMs - _lateByMs, out var sample);
        var number = _number++;
        if (_isSatellite) Collect(sample, deliveries);
        else if (!isDelivered) _ledger.BookGap();
        else if (sample.TimeMs > nowMs + s_futureToleranceMs) DeliverFromFuture(sample, deliveries);
        else Deliver(sample, number, deliveries);

        for (var i = 0; i < _held.Count;)
        {
            if (_held[i].DueAt > number) { i++; continue; }
            Send(_held[i].Body, deliveries);
            _held.RemoveAt(i);
        }
    }

    /// <summary>Adds everything that is still held back: the end of a run.</summary>
    public void Flush(List<byte[]> deliveries)
    {
        foreach (var (_, body) in _held) Send(body, deliveries);
        _held.Clear();
        if (_burst.Count > 0) SendBurst(deliveries);
    }

    /// <summary>Records what still goes wrong at the end of a run.</summary>
    public void EndTrouble() => _troubled.End();

    private bool TryMeasure(long timeMs, out Sample sample)
    {
        timeMs = Math.Max(timeMs, _lastMs + 1);
        var interval = _lastMs == 0 ? (long)_device.Profile.Period.TotalMilliseconds : timeMs - _lastMs;
        _lastMs = timeMs;
        return _troubled.TrySample(new Moment(timeMs, interval), out sample);
    }

    /// <summary>Its clock is ahead by more than the platform takes.</summary>
    private void DeliverFromFuture(Sample sample, List<byte[]> deliveries)
    {
        _ledger.BookRejected(RejectReason.Future, sample.Values.Length);
        Send(NativeBody.Write(_device.Channels, sample), deliveries);
    }

    private void Deliver(Sample sample, int number, List<byte[]> deliveries)
    {
        var draw = _fates.With(number);
        if (_gapLeft > 0)
        {
            _gapLeft--;
            BookGap(sample);
            return;
        }

        // One draw, cut into the shares of the fates. A gap begins so rarely that its messages are the share asked for.
        var left = draw.Unit;
        var readings = sample.Values.Length;
        if ((left -= _trouble.Malformed) < 0)
        {
            Record("malformed", sample);
            SendBroken(sample, draw.With(1), deliveries);
        }
        else if ((left -= _trouble.Duplicates) < 0)
        {
            Record("duplicates", sample);
            var body = NativeBody.Write(_device.Channels, sample);
            _ledger.BookStored(readings);
            _ledger.BookDuplicate(readings);
            Send(body, deliveries);
            _held.Add((number + draw.With(2).Pick(3), body));
        }
        else if ((left -= _trouble.Disorder) < 0)
        {
            Record("disorder", sample);
            _ledger.BookStored(readings);
            _ledger.BookLate();
            _held.Add((number + 1 + draw.With(3).Pick(3), NativeBody.Write(_device.Channels, sample)));
        }
        else if (left - _trouble.Gaps / MeanGap < 0)
        {
            _gapLeft = ShortestGap - 1 + draw.With(4).Pick(LongestGap - ShortestGap + 1);
            BookGap(sample);
        }
        else
        {
            _ledger.BookStored(readings);
            Send(NativeBody.Write(_device.Channels, sample), deliveries);
        }
    }

    private void BookGap(Sample sample)
    {
        _ledger.BookGap();
        Record("gaps", sample);
    }

    private void Record(string fate, Sample sample) =>
        _record?.Invoke(new InjectedTrouble(_device.Device.Id, null, fate, sample.TimeMs, sample.TimeMs, 1, 0));

    private void SendBroken(Sample sample, Seed draw, List<byte[]> deliveries)
    {
        var kinds = Enum.GetValues<MalformedKind>();
        var kind = kinds[draw.With(1).Pick(kinds.Length)];
        var readings = sample.Values.Length;
        var (stored, reason, rejected) = kind switch
        {
            MalformedKind.Truncated => (0, RejectReason.Malformed, 1),
            MalformedKind.NotFinite => (readings - 1, RejectReason.NotFinite, 1),
            MalformedKind.Nested => (readings - 1, RejectReason.Nested, 1),
            MalformedKind.UnknownKey => (readings, RejectReason.UnknownIndicator, 1),
            MalformedKind.SecondsForMilliseconds => (0, RejectReason.ImpossibleTime, readings),
            MalformedKind.FarFuture => (0, RejectReason.Future, readings),
            _ => throw new InvalidOperationException("BUG: a kind without an expectation"),
        };
        _ledger.BookStored(stored);
        _ledger.BookRejected(reason, rejected);
        Send(NativeBody.WriteBroken(kind, draw.With(2).Pick(1 << 20), _device.Channels, sample), deliveries);
    }

    private void Collect(Sample sample, List<byte[]> deliveries)
    {
        _burst.Add(NativeBody.Write(_device.Channels, sample));
        _ledger.BookStored(sample.Values.Length);
        if (_burst.Count >= _burstSize) SendBurst(deliveries);
    }

    private void SendBurst(List<byte[]> deliveries)
    {
        Send(NativeBody.WriteArray(_burst), deliveries);
        _ledger.BookBurst();
        _burst.Clear();
        _burstSize = BurstSize(_number);
    }

    private void Send(byte[] body, List<byte[]> deliveries)
    {
        _ledger.BookMessage();
        deliveries.Add(body);
    }

    private int BurstSize(int number) => ShortestBurst + _fates.With(number).With(5).Pick(LongestBurst - ShortestBurst + 1);
}
