using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Storage.Influx;

/// <summary>Why InfluxDB did not do what it was asked.</summary>
public enum InfluxFailure
{
    /// <summary>No connection, or it broke before the answer was whole.</summary>
    Unreachable,

    /// <summary>No whole answer within <see cref="InfluxOptions.Timeout"/>.</summary>
    TimedOut,

    /// <summary>401 or 403: the token is wrong or lacks a right.</summary>
    Unauthorized,

    /// <summary>404: there is no such database.</summary>
    NoDatabase,

    /// <summary>413: the body is larger than the server takes.</summary>
    TooLarge,

    /// <summary>400 that names lines: some of the batch were not taken.</summary>
    LinesRefused,

    /// <summary>A limit of the server's configuration is reached, so that new series are not taken.</summary>
    ServerLimit,

    /// <summary>Any other 4xx: the request as a whole is refused.</summary>
    Refused,

    /// <summary>429 or 5xx: not now.</summary>
    Unavailable,

    /// <summary>An answer that is none of InfluxDB's.</summary>
    BadAnswer,
}

/// <summary>InfluxDB refused a request, or did not answer it; the message is a sentence for its operator.</summary>
public sealed class InfluxException(InfluxFailure failure, string message, Exception? inner = null)
    : AnswerUnavailableException(message, inner)
{
    public InfluxFailure Failure { get; } = failure;

    /// <summary>Of refused lines: how many the server says it dropped; null where it does not say.</summary>
    public int? Dropped { get; init; }

    /// <summary>How long the server asks to be left alone; null where it does not.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
