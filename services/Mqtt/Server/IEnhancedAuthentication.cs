namespace SmartSectors.Mqtt;

/// <summary>One exchange of an enhanced authentication (MQTT 5.0 §4.12), such as SCRAM or Kerberos.</summary>
public interface IEnhancedAuthentication
{
    /// <summary>Takes what the client sent and says how it goes on.</summary>
    /// <param name="data">The authentication data of CONNECT or AUTH; empty when there were none.</param>
    /// <param name="cancellationToken">Ends the wait when the connection is over.</param>
    ValueTask<AuthenticationStep> ContinueAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken);
}

/// <summary>The server's next step in an enhanced authentication. A default value refuses.</summary>
public readonly record struct AuthenticationStep
{
    private AuthenticationStep(ConnectVerdict? verdict, byte[]? data)
    {
        Verdict = verdict;
        Data = data;
    }

    /// <summary>Null while the exchange goes on.</summary>
    public ConnectVerdict? Verdict { get; }

    /// <summary>What the client is sent; null for nothing.</summary>
    public byte[]? Data { get; }

    internal bool GoesOn => Verdict is null && Data is not null;

    /// <summary>The client is to answer this.</summary>
    public static AuthenticationStep Continue(byte[] data) => new(null, data);

    /// <summary>The exchange is over, well or not.</summary>
    public static AuthenticationStep End(ConnectVerdict verdict, byte[]? data = null) => new(verdict, data);
}
