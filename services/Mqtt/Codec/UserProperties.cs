namespace SmartSectors.Mqtt;

/// <summary>The user properties (MQTT 5.0 §3.3.2.3.7) of a PUBLISH, in the order sent; walked where they lie.</summary>
public readonly ref struct UserProperties
{
    private readonly ReadOnlySpan<byte> _properties;

    internal UserProperties(ReadOnlySpan<byte> properties) => _properties = properties;

    public Enumerator GetEnumerator() => new(_properties);

    public ref struct Enumerator
    {
        private PropertyReader _reader;

        internal Enumerator(ReadOnlySpan<byte> properties) => _reader = new PropertyReader(properties, PropertySet.PublishFromServer);

        public readonly UserProperty Current => new(_reader.Name, _reader.Value);

        public bool MoveNext()
        {
            while (_reader.MoveNext())
            {
                if (_reader.Id is PropertyId.UserProperty) return true;
            }

            return false;
        }
    }
}

/// <summary>One user property, both parts UTF-8.</summary>
public readonly ref struct UserProperty(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
{
    public ReadOnlySpan<byte> Name { get; } = name;

    public ReadOnlySpan<byte> Value { get; } = value;
}
