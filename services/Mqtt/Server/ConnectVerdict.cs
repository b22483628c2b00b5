namespace SmartSectors.Mqtt;

/// <summary>Whether a client is let in.</summary>
/// <param name="Reason">Success, or what CONNACK says.</param>
/// <param name="Identity">Whom the application took the client for; it comes back as <see cref="MqttConnection.Identity"/>.</param>
public readonly record struct ConnectVerdict(ConnectReason Reason, object? Identity)
{
    public bool IsAccepted => Reason is ConnectReason.Success;

    public static ConnectVerdict Accept(object? identity = null) => new(ConnectReason.Success, identity);

    public static ConnectVerdict Refuse(ConnectReason reason)
    {
        if (reason < ConnectReason.UnspecifiedError)
        {
            throw new ArgumentOutOfRangeException(nameof(reason), reason, "a refusal needs a code of 0x80 or more");
        }

        return new ConnectVerdict(reason, null);
    }
}
