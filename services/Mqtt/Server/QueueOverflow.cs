namespace SmartSectors.Mqtt;

/// <summary>What becomes of a message for a session whose queue is full.</summary>
public enum QueueOverflow
{
    /// <summary>The oldest waiting messages make room: the subscriber gets the latest state.</summary>
    DropOldest,

    /// <summary>The new message is not kept: the subscriber gets an unbroken beginning.</summary>
    DropNewest,

    /// <summary>The new message is not kept, and a connected subscriber is disconnected (Quota Exceeded).</summary>
    Disconnect,
}
