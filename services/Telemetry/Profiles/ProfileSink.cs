using System.Globalization;
using System.Runtime.CompilerServices;
using SmartSectors.Telemetry.Decoding.Fields;
using SmartSectors.Telemetry.Readings;

namespace SmartSectors.Telemetry.Profiles;

/// <summary>Reads a foreign decoder's fields by the device's profile: what comes out are readings of the scheme's indicators.</summary>
/// <param name="inner">Finds the devices and takes the readings; read it back from <see cref="Inner"/>.</param>
public ref struct ProfileSink<TSink>(TSink inner) : IFieldSink
    where TSink : struct, IDeviceSink, allows ref struct
{
    private TSink _inner = inner;
    private Profile? _profile;
    private RejectReason _refused;
    private ulong _seen;
    private double _latitude;
    private double _longitude;
    private double _accuracyM;
    private uint _given;
    private Inputs _inputs;

    /// <summary>The sink with what was put.</summary>
    public readonly TSink Inner => _inner;

    public void BeginSample(scoped in SampleHead head)
    {
        _refused = _inner.Open(head, out _profile);
        _seen = 0;
        _given = 0;
        _latitude = _longitude = _accuracyM = double.NaN;
        if (_refused is RejectReason.None) _inner.BeginSample(_profile!.TimeOf(head));
    }

    public void Value(scoped ReadOnlySpan<byte> name, scoped ReadOnlySpan<byte> unit, double value)
    {
        if (!TryFind(name, unit, value, out var field)) return;
        switch (field.Role)
        {
            case FieldRole.Indicator or FieldRole.Input:
                var refused = double.IsFinite(value) ? field.Convert(unit, value, out value) : RejectReason.NotFinite;
                if (refused is RejectReason.None) Take(field, value);
                else _inner.Reject(refused, name);
                break;
            case FieldRole.Latitude:
                _latitude = value;
                break;
            case FieldRole.Longitude:
                _longitude = value;
                break;
            case FieldRole.Accuracy:
                _accuracyM = value;
                break;
            case FieldRole.Condition:
                _inner.Condition(field.Conditions!.Of(value));
                break;
            default:
                break; // ignored
        }
    }

    public void Text(scoped ReadOnlySpan<byte> name, scoped ReadOnlySpan<byte> unit, scoped ReadOnlySpan<byte> text)
    {
        var isNumber = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var parsed);
        if (!TryFind(name, unit, isNumber ? parsed : double.NaN, out var field) || field.Role is FieldRole.Ignored) return;
        if (field.Conditions is { } conditions) _inner.Condition(conditions.Of(text));
        else if (field.TryFindWord(text, out var number)) Value(name, unit, number);
        else if (isNumber) Value(name, unit, parsed);
        else _inner.Reject(RejectReason.NotNumeric, name);
    }

    public void Position(scoped in GeoPosition position)
    {
        if (_refused is RejectReason.None) _inner.Position(position);
    }

    public void Reject(RejectReason reason, scoped ReadOnlySpan<byte> name)
    {
        if (_refused is not RejectReason.None)
        {
            _inner.Reject(_refused, name);
            return;
        }

        // As with a native body, a name that means nothing is the first thing to be said of a value that is none. Reasons
        // that concern the source itself (its aliases, its births, its position) stand as they are.
        var field = _profile!.Find(name);
        if (field is { Role: FieldRole.Ignored or FieldRole.Condition }) return; // a condition that is no value says nothing
        var isNoValue = reason is RejectReason.NotNumeric or RejectReason.Nested;
        _inner.Reject(field is null && isNoValue ? _profile.Scheme.Names.WhyUnknown(name) : reason, name);
    }

    public void EndSample()
    {
        if (_refused is not RejectReason.None) return;

        foreach (var field in _profile!.WithAbsent)
        {
            if ((_seen & (1UL << field.AbsentBit)) == 0) Take(field, field.Absent!.Value);
        }
        foreach (var derived in _profile.Derived) Derive(derived);
        var position = new GeoPosition(_latitude, _longitude, _accuracyM);
        if (position.IsGiven) _inner.Position(position);
        _inner.EndSample();
    }

    private void Take(ProfileField field, double value)
    {
        if (field.Role is FieldRole.Indicator) _inner.Value(field.Indicator, value);
        if (field.Input < 0) return;
        _inputs[field.Input] = value;
        _given |= 1U << field.Input;
    }

    // Nothing of a sample that lacks an input.
    private void Derive(DerivedField derived)
    {
        if ((_given & derived.Inputs) != derived.Inputs) return;

        var value = Math.Round(derived.Formula.Evaluate(_inputs), ProfileField.RoundingDecimals);
        var refused = derived.Result.Convert(default, value, out var converted);
        if (refused is RejectReason.None) _inner.Value(derived.Result.Indicator, converted);
        else _inner.Reject(refused, derived.Code);
    }

    // False when the field is refused, and that was told.
    private bool TryFind(scoped ReadOnlySpan<byte> name, scoped ReadOnlySpan<byte> unit, double value, out ProfileField field)
    {
        field = Profile.Ignored;
        if (_refused is not RejectReason.None)
        {
            _inner.Reject(_refused, name);
            return false;
        }
        if (_profile!.Find(name) is not { } found)
        {
            _inner.Reject(_profile.Scheme.Names.WhyUnknown(name), name, unit, value);
            return false;
        }

        field = found.ForUnit(unit);
        if (field.Absent is not null) _seen |= 1UL << field.AbsentBit;
        return true;
    }

    [InlineArray(DerivedField.MaxInputs)]
    private struct Inputs
    {
        private double _first;
    }
}
