namespace SmartSectors.Mqtt;

/// <summary>Whether a client is let in. A default value lets nobody in.</summary>
public readonly record struct ConnectVerdict
{
    private readonly ConnectReason _refusal;
    private readonly IClientRights? _rights;

    private ConnectVerdict(bool isAccepted, ConnectReason refusal, object? identity, IClientRights? rights)
    {
        IsAccepted = isAccepted;
        _refusal = refusal;
        Identity = identity;
        _rights = rights;
    }

    public bool IsAccepted { get; }

    /// <summary>Whom the application took the client for; it comes back as <see cref="MqttConnection.Identity"/>.</summary>
    public object? Identity { get; }

    /// <summary>What CONNACK says.</summary>
    public ConnectReason Reason =>
        IsAccepted ? ConnectReason.Success : _refusal is ConnectReason.Success ? ConnectReason.UnspecifiedError : _refusal;

    /// <summary>What the client may do; it comes back as <see cref="MqttConnection.Rights"/>.</summary>
    public IClientRights Rights => _rights ?? ClientRights.Everything;

    /// <param name="rights"><see cref="ClientRights.Everything"/> when left out.</param>
    public static ConnectVerdict Accept(object? identity = null, IClientRights? rights = null) =>
        new(true, ConnectReason.Success, identity, rights);

    public static ConnectVerdict Refuse(ConnectReason reason)
    {
        if (reason < ConnectReason.UnspecifiedError)
        {
            throw new ArgumentOutOfRangeException(nameof(reason), reason, "a refusal needs a code of 0x80 or more");
        }

        return new ConnectVerdict(false, reason, null, null);
    }
}
