using System.Text.Json.Nodes;
using SmartSectors.Reporting.Releases;
using SmartSectors.Reporting.Sdmx;
using SmartSectors.Reporting.Sdmx.Data;
using SmartSectors.Reporting.Sdmx.Structures;
using SmartSectors.Telemetry.Cells;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Reporting.Catalogue;

/// <summary>
/// The catalogue as JSON-LD in the vocabulary of DCAT 3 (W3C Recommendation, 22 August 2024): a data set a sector, a
/// distribution of it a frequency and format, and the SDMX service that answers every other question.
/// </summary>
/// <param name="root">The address of the service, without a slash at its end.</param>
internal sealed class CatalogueDocument(string root, IReadOnlyList<ReleasedSpan> spans, SchemeCatalog schemes, CodeLists lists, PublisherOptions publisher)
{
    private const string Vietnamese = "http://id.loc.gov/vocabulary/iso639-1/vi", English = "http://id.loc.gov/vocabulary/iso639-1/en";

    // SDMX's own codes, as the examples of DCAT 3's property "frequency" have them: how often a release is made, not how long its periods are.
    private const string EveryDay = "http://purl.org/linked-data/sdmx/2009/code#freq-D", EveryMonth = "http://purl.org/linked-data/sdmx/2009/code#freq-M";

    private static readonly Dictionary<Window, string> s_resolutions = new()
    {
        [Window.QuarterHour] = "PT15M",
        [Window.Hour] = "PT1H",
        [Window.Day] = "P1D",
        [Window.Month] = "P1M",
    };

    // Formats that IANA does not list have dct:format in place of dcat:mediaType (DCAT 3, property "media type").
    private static readonly (OfferedFormat Format, string Name, string? Registered, string Standard)[] s_formats =
    [
        (DataFormats.Csv, "CSV", "text/csv", "https://www.rfc-editor.org/rfc/rfc4180"),
        (DataFormats.SdmxCsv, "SDMX-CSV 2.1", null, "https://github.com/sdmx-twg/sdmx-csv"),
        (DataFormats.Json, "SDMX-JSON 2.1", null, "https://github.com/sdmx-twg/sdmx-json"),
    ];

    private string Page => root + CatalogueEndpoints.Path;

    /// <summary>The whole of it.</summary>
    public JsonObject Write()
    {
        var catalogue = Resource(Page, "dcat:Catalog", new("Dữ liệu mở SmartSectors", "SmartSectors open data"), new(
            "Số liệu thống kê từ các chương trình Internet vạn vật quốc gia, theo ngành, tỉnh và xã. Địa bàn có quá ít thiết bị hoặc chủ sở hữu được bảo mật.",
            "Statistics from the national Internet-of-Things schemes, by sector, province and commune. Areas with too few devices or owners are confidential."));
        catalogue["@context"] = Context();
        catalogue["foaf:homepage"] = Id(Page);
        catalogue["dct:spatial"] = Vietnam();
        Date(catalogue, spans);
        catalogue["dcat:dataset"] = new JsonArray([.. spans.GroupBy(span => span.Sector).Select(DataSet)]);
        catalogue["dcat:service"] = new JsonArray(Service());
        return catalogue;
    }

    private static JsonObject Context() => new()
    {
        ["dcat"] = "http://www.w3.org/ns/dcat#",
        ["dct"] = "http://purl.org/dc/terms/",
        ["foaf"] = "http://xmlns.com/foaf/0.1/",
        ["rdfs"] = "http://www.w3.org/2000/01/rdf-schema#",
        ["vcard"] = "http://www.w3.org/2006/vcard/ns#",
        ["xsd"] = "http://www.w3.org/2001/XMLSchema#",
    };

    private JsonObject DataSet(IGrouping<Sector, ReleasedSpan> released)
    {
        var sector = lists.Of(IotStructure.Sector).NamesOf(SectorCodes.Of(released.Key));
        var indicators = schemes.TryGet(released.Key, out var scheme) ? scheme.Indicators : [];
        var dataSet = Resource($"{Page}#{released.Key.Name()}", "dcat:Dataset", new($"Chỉ tiêu IoT: {sector.Vi}", $"IoT indicators: {sector.En}"), new(
            $"Giá trị của {indicators.Length} chỉ tiêu ngành {sector.Vi.ToLowerInvariant()} theo địa bàn và kỳ, gồm số thiết bị và bốn tiêu chí chất lượng.",
            $"Values of {indicators.Length} indicators of {sector.En.ToLowerInvariant()} by area and period, with devices and the four criteria of quality."));
        dataSet["dct:identifier"] = SectorCodes.Of(released.Key);
        dataSet["dcat:keyword"] = new JsonArray([.. indicators.SelectMany(indicator => Both(new Names(indicator.NameVi, indicator.NameEn)))]);
        dataSet["dcat:landingPage"] = Id(Page);
        dataSet["dct:conformsTo"] = Id(root + DataLinks.Structure);
        dataSet["dct:accrualPeriodicity"] = Id(released.Any(span => span.Window != Window.Month) ? EveryDay : EveryMonth);
        dataSet["dct:spatial"] = Vietnam();
        dataSet["dct:temporal"] = new JsonObject
        {
            ["@type"] = "dct:PeriodOfTime",
            ["dcat:startDate"] = Time(released.Min(span => span.From)),
            ["dcat:endDate"] = Time(released.Max(span => span.To)),
        };
        Date(dataSet, [.. released]);
        dataSet["dcat:distribution"] = new JsonArray([.. released.SelectMany(span => s_formats.Select(format => Distribution(span, format)))]);
        return dataSet;
    }

    private JsonObject Distribution(ReleasedSpan span, (OfferedFormat Format, string Name, string? Registered, string Standard) format)
    {
        var frequency = lists.Of(IotStructure.Frequency).NamesOf(Frequency.Code(span.Window));
        var distribution = new JsonObject
        {
            ["@id"] = $"{Page}#{span.Sector.Name()}-{Frequency.Code(span.Window)}-{format.Format.Short}",
            ["@type"] = "dcat:Distribution",
            ["dct:title"] = new JsonArray([.. Both(new($"{format.Name}, {frequency.Vi.ToLowerInvariant()}", $"{format.Name}, {frequency.En.ToLowerInvariant()}"))]),
            ["dct:description"] = new JsonArray([.. Both(new(
                $"Kỳ mới nhất ({DataLinks.NewestPeriod(span)}) của mọi địa bàn; các kỳ khác hỏi tại dịch vụ SDMX.",
                $"The newest period ({DataLinks.NewestPeriod(span)}) of every area; the SDMX service answers for the others."))]),
            ["dcat:accessURL"] = Id(Page),
            ["dcat:downloadURL"] = Id(root + DataLinks.Newest(span, format.Format)),
            ["dcat:accessService"] = Id(root + DataLinks.Service),
            ["dct:conformsTo"] = Id(format.Standard),
            ["dct:license"] = Id(publisher.License.AbsoluteUri),
            ["dcat:temporalResolution"] = Typed(s_resolutions[span.Window], "xsd:duration"),
            ["dct:modified"] = Time(span.LastRecordedAt),
        };
        if (format.Registered is { } registered) distribution["dcat:mediaType"] = Id($"https://www.iana.org/assignments/media-types/{registered}");
        else distribution["dct:format"] = new JsonObject { ["@type"] = "dct:MediaTypeOrExtent", ["rdfs:label"] = $"{format.Format.MediaType};version={format.Format.Versions[0]}" };
        return distribution;
    }

    private JsonObject Service()
    {
        var service = Resource(root + DataLinks.Service, "dcat:DataService", new("Dịch vụ SDMX REST", "SDMX REST service"), new(
            "Hỏi mọi kỳ, địa bàn, chỉ tiêu và phiên bản đã phát hành.", "Answers for every period, area, indicator and version that was released."));
        service["dcat:endpointURL"] = Id(root + DataLinks.Service);
        service["dcat:endpointDescription"] = Id(root + DataLinks.Description);
        service["dct:conformsTo"] = Id("https://github.com/sdmx-twg/sdmx-rest");
        service["dcat:servesDataset"] = new JsonArray([.. spans.Select(span => span.Sector).Distinct().Select(sector => Id($"{Page}#{sector.Name()}"))]);
        return service;
    }

    // What all catalogued resources have (DCAT 3, class "Cataloged Resource").
    private JsonObject Resource(string id, string type, Names title, Names description) => new()
    {
        ["@id"] = id,
        ["@type"] = type,
        ["dct:title"] = new JsonArray([.. Both(title)]),
        ["dct:description"] = new JsonArray([.. Both(description)]),
        ["dct:language"] = new JsonArray(Id(Vietnamese), Id(English)),
        ["dct:publisher"] = Publisher(),
        ["dct:license"] = Id(publisher.License.AbsoluteUri),
        ["dcat:contactPoint"] = Contact(),
    };

    private JsonObject Publisher()
    {
        var agent = new JsonObject
        {
            ["@id"] = $"{Page}#publisher",
            ["@type"] = "foaf:Organization",
            ["foaf:name"] = new JsonArray([.. Both(new(publisher.NameVi, publisher.NameEn))]),
        };
        if (publisher.Homepage is { } homepage) agent["foaf:homepage"] = Id(homepage.AbsoluteUri);
        return agent;
    }

    private JsonObject Contact()
    {
        var contact = new JsonObject { ["@type"] = "vcard:Organization", ["vcard:fn"] = new JsonArray([.. Both(new(publisher.NameVi, publisher.NameEn))]) };
        if (publisher.Email is { } email) contact["vcard:hasEmail"] = Id($"mailto:{email}");
        else contact["vcard:hasURL"] = Id(Page);
        return contact;
    }

    private static void Date(JsonObject resource, IReadOnlyCollection<ReleasedSpan> released)
    {
        if (released.Count == 0) return;
        resource["dct:issued"] = Time(released.Min(span => span.FirstRecordedAt));
        resource["dct:modified"] = Time(released.Max(span => span.LastRecordedAt));
    }

    private static JsonObject Vietnam() => new()
    {
        ["@type"] = "dct:Location",
        ["dct:identifier"] = "VN",
        ["rdfs:label"] = new JsonArray([.. Both(new("Việt Nam", "Viet Nam"))]),
    };

    private static JsonNode[] Both(Names names) =>
    [
        new JsonObject { ["@value"] = names.Vi, ["@language"] = "vi" }, new JsonObject { ["@value"] = names.En, ["@language"] = "en" },
    ];

    private static JsonObject Id(string address) => new() { ["@id"] = address };

    private static JsonObject Typed(string value, string type) => new() { ["@value"] = value, ["@type"] = type };

    private static JsonObject Time(DateTimeOffset time) => Typed(Http.UtcTimes.Format(time), "xsd:dateTime");
}
