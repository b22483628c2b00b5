namespace SmartSectors.Reporting.Sdmx;

/// <summary>What a question is refused with, as the SDMX REST specification numbers it.</summary>
public enum SdmxFailure
{
    /// <summary>400: it cannot be read, or what it names does not exist.</summary>
    Syntax = 400,

    /// <summary>404: there is no such data flow or structure.</summary>
    NotFound = 404,

    /// <summary>406: a format that is not written here.</summary>
    NotAcceptable = 406,

    /// <summary>413: more than is answered at once.</summary>
    TooLarge = 413,

    /// <summary>501: part of the specification, and not of this service.</summary>
    NotImplemented = 501,
}

/// <summary>A question that is refused; the message is for whoever asked it.</summary>
public sealed class SdmxException(SdmxFailure failure, string message) : Exception(message)
{
    /// <summary>Which kind.</summary>
    public SdmxFailure Failure { get; } = failure;

    /// <summary>It cannot be read.</summary>
    public static SdmxException Syntax(string message) => new(SdmxFailure.Syntax, message);

    /// <summary>There is no such thing.</summary>
    public static SdmxException NotFound(string message) => new(SdmxFailure.NotFound, message);

    /// <summary>It is not written in such a format.</summary>
    public static SdmxException NotAcceptable(string message) => new(SdmxFailure.NotAcceptable, message);

    /// <summary>It is too much.</summary>
    public static SdmxException TooLarge(string message) => new(SdmxFailure.TooLarge, message);

    /// <summary>It is not done here.</summary>
    public static SdmxException NotImplemented(string message) => new(SdmxFailure.NotImplemented, message);
}
