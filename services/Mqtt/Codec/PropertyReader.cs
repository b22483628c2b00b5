using System.Text;

namespace SmartSectors.Mqtt;

/// <summary>
/// Walks the properties of one packet (MQTT 5.0 §2.2.2.2: identifier, value) and holds them to the rules: known,
/// allowed in this packet, not repeated unless it may be, well-formed.
/// </summary>
internal ref struct PropertyReader(ReadOnlySpan<byte> properties, ulong allowed)
{
    private readonly int _length = properties.Length;
    private WireReader _reader = new(properties);
    private ulong _seen;

    public PropertyId Id { get; private set; }

    /// <summary>The value of a numeric property.</summary>
    public uint Number { get; private set; }

    /// <summary>The name of a user property.</summary>
    public ReadOnlySpan<byte> Name { get; private set; }

    /// <summary>The value of a string, binary or user property.</summary>
    public ReadOnlySpan<byte> Value { get; private set; }

    // §2.2.2.2: any number of user properties; §3.3.2.3.8: of a PUBLISH's subscription identifiers, but SUBSCRIBE has one.
    private readonly bool MayRepeat =>
        Id is PropertyId.UserProperty
        || (Id is PropertyId.SubscriptionIdentifier && (allowed & PropertySet.PublishFromServer) == PropertySet.PublishFromServer);

    /// <summary>The value of a string property.</summary>
    public readonly string Text => Encoding.UTF8.GetString(Value);

    /// <summary>A user property.</summary>
    public readonly KeyValuePair<string, string> Pair => new(Encoding.UTF8.GetString(Name), Text);

    /// <summary>Where the next property begins, counted from the first.</summary>
    public readonly int Position => _length - _reader.Rest.Length;

    /// <summary>Holds properties to the rules that nobody looks into otherwise.</summary>
    public static void Check(ReadOnlySpan<byte> properties, ulong allowed)
    {
        var reader = new PropertyReader(properties, allowed);
        while (reader.MoveNext())
        {
            // Checked by reading.
        }
    }

    public bool MoveNext()
    {
        if (_reader.AtEnd) return false;

        // The identifier is a variable byte integer; all that exist take one byte, so a second byte is an unknown one.
        var id = _reader.ReadByte();
        if (id > (byte)PropertyId.SharedSubscriptionAvailable) MalformedPacketException.Throw(MalformedReason.PropertyUnknown);
        Id = (PropertyId)id;
        var bit = PropertySet.Bit(Id);
        ReadValue(bit);
        if ((allowed & bit) == 0) MalformedPacketException.Throw(MalformedReason.PropertyNotAllowed);
        if ((_seen & bit) != 0 && !MayRepeat) MalformedPacketException.Throw(MalformedReason.PropertyRepeated);
        _seen |= bit;
        return true;
    }

    private void ReadValue(ulong bit)
    {
        if (Id is PropertyId.UserProperty)
        {
            Name = _reader.ReadUtf8();
            Value = _reader.ReadUtf8();
        }
        else if ((PropertySet.UInt16s & bit) != 0) Number = _reader.ReadUInt16();
        else if ((PropertySet.UInt32s & bit) != 0) Number = _reader.ReadUInt32();
        else if ((PropertySet.Strings & bit) != 0) ReadText();
        else if ((PropertySet.Binaries & bit) != 0) Value = _reader.ReadBinary();
        else if (Id is PropertyId.SubscriptionIdentifier) Number = (uint)_reader.ReadVariableByteInteger();
        else if ((PropertySet.Bytes & bit) != 0) ReadFlag();
        else MalformedPacketException.Throw(MalformedReason.PropertyUnknown);

        if ((PropertySet.NeverZero & bit) != 0 && Number == 0) MalformedPacketException.Throw(MalformedReason.PropertyValue);
    }

    private void ReadText()
    {
        Value = _reader.ReadUtf8();
        if (Id is PropertyId.ResponseTopic) TextRules.CheckTopicName(Value); // [MQTT-3.3.2-14]
    }

    /// <summary>Every property of one byte is 0 or 1.</summary>
    private void ReadFlag()
    {
        Number = _reader.ReadByte();
        if (Number > 1) MalformedPacketException.Throw(MalformedReason.PropertyValue);
    }
}
