namespace SmartSectors.Mqtt;

/// <summary>What the application says of one message.</summary>
public readonly record struct PublishVerdict
{
    private PublishVerdict(PubAckReason reason, bool isForwarded)
    {
        Reason = reason;
        IsForwarded = isForwarded;
    }

    /// <summary>The application takes what concerns it, and subscribers get the message.</summary>
    public static PublishVerdict Forward { get; } = new(PubAckReason.Success, isForwarded: true);

    /// <summary>The application keeps it to itself.</summary>
    public static PublishVerdict Keep { get; } = new(PubAckReason.Success, isForwarded: false);

    /// <summary>
    /// What PUBACK or PUBREC says; from 0x80 on the message is refused. MQTT 3.1.1, which has no such code, acknowledges
    /// plainly.
    /// </summary>
    public PubAckReason Reason { get; }

    public bool IsForwarded { get; }

    /// <param name="reason">0x80 or more.</param>
    public static PublishVerdict Refuse(PubAckReason reason)
    {
        if (reason < PubAckReason.UnspecifiedError) throw new ArgumentOutOfRangeException(nameof(reason), reason, "a refusal needs a code of 0x80 or more");
        return new PublishVerdict(reason, isForwarded: false);
    }
}
