namespace SmartSectors.Reporting.Publishing;

/// <summary>For whom a release is written.</summary>
public enum Copy
{
    /// <summary>For everybody: hidden areas without their numbers.</summary>
    Public,

    /// <summary>For the National Data Centre: complete, each number with its confidentiality.</summary>
    Confidential,
}
