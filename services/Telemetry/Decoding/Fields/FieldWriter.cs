using SmartSectors.Telemetry.Readings;

namespace SmartSectors.Telemetry.Decoding.Fields;

/// <summary>
/// One message's fields on their way to the sink: opens a sample when its first field comes, ends it when the head
/// changes, and counts against the limit. Beyond it fields are dropped, for then the message is refused as a whole.
/// </summary>
/// <param name="room">The most fields that a message may have.</param>
/// <param name="scratch">Room for the texts that the heads refer to.</param>
internal ref struct FieldWriter(int room, Scratch scratch)
{
    private SampleHead _head;
    private bool _open;
    private int _room = room;

    public Scratch Scratch { get; } = scratch;

    /// <summary>Whether any field was put, refused ones included.</summary>
    public bool HasFields { get; private set; }

    /// <summary>What follows is measured by this device at this moment.</summary>
    public void Begin<TSink>(scoped in SampleHead head, ref TSink sink)
        where TSink : struct, IFieldSink, allows ref struct
    {
        End(ref sink);
        _head = head;
    }

    /// <summary>The same, but the open sample goes on where nothing differs.</summary>
    public void Continue<TSink>(scoped in SampleHead head, ref TSink sink)
        where TSink : struct, IFieldSink, allows ref struct
    {
        if (_open && _head.Time == head.Time && _head.Traits == head.Traits && _head.Device.SequenceEqual(head.Device)) return;
        Begin(head, ref sink);
    }

    public void Value<TSink>(scoped ReadOnlySpan<byte> name, scoped ReadOnlySpan<byte> unit, double value, ref TSink sink)
        where TSink : struct, IFieldSink, allows ref struct
    {
        if (TryOpen(ref sink)) sink.Value(name, unit, value);
    }

    public void Text<TSink>(
        scoped ReadOnlySpan<byte> name, scoped ReadOnlySpan<byte> unit, scoped ReadOnlySpan<byte> text, ref TSink sink)
        where TSink : struct, IFieldSink, allows ref struct
    {
        if (TryOpen(ref sink)) sink.Text(name, unit, text);
    }

    public void Reject<TSink>(RejectReason reason, scoped ReadOnlySpan<byte> name, ref TSink sink)
        where TSink : struct, IFieldSink, allows ref struct
    {
        if (TryOpen(ref sink)) sink.Reject(reason, name);
    }

    /// <summary>A position, if there is any of it: a coordinate that is null is not given.</summary>
    public void Position<TSink>(double? latitude, double? longitude, double accuracyM, ref TSink sink)
        where TSink : struct, IFieldSink, allows ref struct
    {
        var position = new GeoPosition(latitude ?? double.NaN, longitude ?? double.NaN, accuracyM >= 0 ? accuracyM : double.NaN);
        if (position.IsGiven && TryOpen(ref sink)) sink.Position(position);
    }

    /// <summary>Ends the open sample, if any.</summary>
    public void End<TSink>(ref TSink sink)
        where TSink : struct, IFieldSink, allows ref struct
    {
        if (_open) sink.EndSample();
        _open = false;
    }

    /// <summary>Ends the open sample, if any; says whether the message kept to its limit.</summary>
    public RejectReason Finish<TSink>(ref TSink sink)
        where TSink : struct, IFieldSink, allows ref struct
    {
        End(ref sink);
        return _room < 0 ? RejectReason.TooManyReadings : RejectReason.None;
    }

    private bool TryOpen<TSink>(ref TSink sink)
        where TSink : struct, IFieldSink, allows ref struct
    {
        HasFields = true;
        if (_room <= 0)
        {
            _room = -1;
            return false;
        }

        _room--;
        if (_open) return true;
        _open = true;
        sink.BeginSample(_head);
        return true;
    }
}
