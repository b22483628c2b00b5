namespace SmartSectors.Mqtt;

/// <summary>Whether a client is let in. A default value lets nobody in.</summary>
public readonly record struct ConnectVerdict
{
    private readonly ConnectReason _refusal;

    private ConnectVerdict(bool isAccepted, ConnectReason refusal, object? identity)
    {
        IsAccepted = isAccepted;
        _refusal = refusal;
        Identity = identity;
    }

    public bool IsAccepted { get; }

    /// <summary>Whom the application took the client for; it comes back as <see cref="MqttConnection.Identity"/>.</summary>
    public object? Identity { get; }

    /// <summary>What CONNACK says.</summary>
    public ConnectReason Reason =>
        IsAccepted ? ConnectReason.Success : _refusal is ConnectReason.Success ? ConnectReason.UnspecifiedError : _refusal;

    public static ConnectVerdict Accept(object? identity = null) => new(true, ConnectReason.Success, identity);

    public static ConnectVerdict Refuse(ConnectReason reason)
    {
        if (reason < ConnectReason.UnspecifiedError)
        {
            throw new ArgumentOutOfRangeException(nameof(reason), reason, "a refusal needs a code of 0x80 or more");
        }

        return new ConnectVerdict(false, reason, null);
    }
}
