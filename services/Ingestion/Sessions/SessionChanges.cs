namespace SmartSectors.Ingestion.Sessions;

/// <summary>What one transaction is to change: everything given since the one before, less what undid itself.</summary>
internal sealed class SessionChanges
{
    /// <summary>Ascending; a row remembers by it which changes it is among.</summary>
    public long Number { get; set; }

    public TableChanges<long, SessionRow> Sessions { get; } = new();

    public TableChanges<(long Session, string Filter), SubscriptionRow> Subscriptions { get; } = new();

    public TableChanges<(long Session, long Sequence), DeliveryRow> Deliveries { get; } = new();

    public TableChanges<ReceivedRow, ReceivedRow> Received { get; } = new();

    public TableChanges<long, long> Retained { get; } = new();

    public TableChanges<long, MessageRow> Messages { get; } = new();

    /// <summary>Rows to write and to remove.</summary>
    public int Count => Sessions.Count + Subscriptions.Count + Deliveries.Count + Received.Count + Retained.Count + Messages.Count;

    public void Clear()
    {
        Sessions.Clear();
        Subscriptions.Clear();
        Deliveries.Clear();
        Received.Clear();
        Retained.Clear();
        Messages.Clear();
    }
}
