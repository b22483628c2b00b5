namespace SmartSectors.Host.Transfer;

/// <summary>An export or import cannot go on; the message is a sentence for the operator.</summary>
internal sealed class TransferException(string message, Exception? inner = null) : Exception(message, inner);
