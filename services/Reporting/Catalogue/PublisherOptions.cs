namespace SmartSectors.Reporting.Catalogue;

/// <summary>Who publishes, as the catalogue names them.</summary>
public sealed record PublisherOptions
{
    /// <summary>In Vietnamese.</summary>
    public string NameVi { get; init; } = "Cơ quan vận hành SmartSectors";

    /// <summary>In English.</summary>
    public string NameEn { get; init; } = "The operator of SmartSectors";

    /// <summary>The publisher's own site; none by default.</summary>
    public Uri? Homepage { get; init; }

    /// <summary>Whom to ask about the data, by e-mail; none by default: then the catalogue's own page is named.</summary>
    public string? Email { get; init; }

    /// <summary>Under which licence the data may be used; CC BY 4.0 by default.</summary>
    public Uri License { get; init; } = new("https://creativecommons.org/licenses/by/4.0/");

    /// <summary>Where the public reaches the platform, such as <c>https://data.example.gov.vn</c>; by default as the request reached it.</summary>
    public Uri? PublicUrl { get; init; }
}
