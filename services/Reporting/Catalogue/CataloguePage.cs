using System.Globalization;
using System.Net;
using System.Text;
using SmartSectors.Http;
using SmartSectors.Reporting.Releases;
using SmartSectors.Reporting.Sdmx;
using SmartSectors.Reporting.Sdmx.Data;
using SmartSectors.Reporting.Sdmx.Structures;
using SmartSectors.Telemetry.Areas;
using SmartSectors.Telemetry.Cells;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Rules;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Reporting.Catalogue;

/// <summary>The catalogue as a page, which works without scripts: a form finds a month of a province, tables list the rest.</summary>
internal sealed class CataloguePage(CurrentRulebook rules, Vocabulary vocabulary, AreaCatalog areas, PublisherOptions publisher, SdmxOptions sdmx)
{
    // A form lists no more months than this; older ones are asked for by SDMX.
    private const int MostMonths = 120;

    /// <param name="language">vi, or another for English.</param>
    /// <param name="choice">What the form shows as chosen.</param>
    /// <param name="notice">Why the reader sees the page again.</param>
    public string Write(IReadOnlyList<ReleasedSpan> spans, string language, CatalogueChoice? choice, Names? notice)
    {
        var lists = vocabulary.Of(rules.Schemes);
        var page = new StringBuilder();
        page.Append(CultureInfo.InvariantCulture, $"""
            <!doctype html>
            <html lang="{(language == "vi" ? "vi" : "en")}">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width,initial-scale=1">
            <title>{Say(CatalogueTexts.Title)} · SmartSectors</title>
            <link rel="icon" href="data:,">
            <link rel="stylesheet" href="/design/tokens.css">
            <link rel="stylesheet" href="/catalogue/catalogue.css">
            <link rel="alternate" type="application/ld+json" href="/catalogue?format=jsonld">
            </head>
            <body>
            <header>
              <h1>SmartSectors · {Say(CatalogueTexts.Title)}</h1>
              <nav class="lang" aria-label="Ngôn ngữ / Language"><a href="/catalogue?format=html&amp;lang=vi"{Current("vi")} lang="vi">VI</a><a href="/catalogue?format=html&amp;lang=en"{Current("en")} lang="en">EN</a></nav>
            </header>
            <main>
            <p class="lead">{Say(CatalogueTexts.Lead)}</p>

            """);
        if (notice is not null) page.Append(CultureInfo.InvariantCulture, $"<p class=\"state\" role=\"status\">{Say(notice)}</p>\n");
        if (!sdmx.IsOpen) page.Append(CultureInfo.InvariantCulture, $"<p class=\"state\">{Say(CatalogueTexts.KeyNeeded)}</p>\n");
        if (spans.Count == 0) page.Append(CultureInfo.InvariantCulture, $"<p class=\"state\">{Say(CatalogueTexts.NothingReleased)}</p>\n");
        else
        {
            WriteForm();
            WriteDataSets();
        }

        page.Append(CultureInfo.InvariantCulture, $"""
            <section>
              <h2>{Say(CatalogueTexts.Reading)}</h2>
              <p>{Say(CatalogueTexts.ReadingText)}</p>
            </section>
            <section>
              <h2>{Say(CatalogueTexts.ForMachines)}</h2>
              <ul>
                <li><a href="/docs">{Say(CatalogueTexts.Api)}</a></li>
                <li><a href="/catalogue?format=jsonld">{Say(CatalogueTexts.Dcat)}</a></li>
                <li><a href="{DataLinks.Structure}">{Say(CatalogueTexts.Structure)}</a></li>
              </ul>
            </section>
            </main>
            <footer>
              <span>{Say(CatalogueTexts.Publisher)}: {PublisherName()}</span>
              <span>{Say(CatalogueTexts.License)}: <a href="{Html(publisher.License.AbsoluteUri)}">{Html(publisher.License.AbsoluteUri)}</a></span>
              {(publisher.Email is { } email ? $"<span>{Say(CatalogueTexts.Contact)}: <a href=\"mailto:{Html(email)}\">{Html(email)}</a></span>" : "")}
            </footer>
            </body>
            </html>

            """);
        return page.ToString();

        void WriteForm()
        {
            var sectors = spans.Select(span => span.Sector).Distinct().ToList();
            page.Append(CultureInfo.InvariantCulture, $"""
                <section>
                  <h2>{Say(CatalogueTexts.FormTitle)}</h2>
                  <form action="/catalogue/data" method="get">
                    <label>{Say(CatalogueTexts.Sector)}<select name="sector">{Options(sectors.Select(sector => (sector.Name(), SectorName(sector))), choice?.Scheme.Sector.Name())}</select></label>
                    <label>{Say(CatalogueTexts.Area)}<select name="area">{Options(areas.Provinces.Prepend(areas.Nation).Select(area => (area.Code, In(new Names(area.NameVi, area.NameEn)))), choice?.Area.Code)}</select></label>
                    <label>{Say(CatalogueTexts.Month)}<select name="month">{Options(Months(spans).Select(month => (month, month)), choice?.Month)}</select></label>
                    <label>{Say(CatalogueTexts.Rows)}<select name="freq">{Options([("D", In(CatalogueTexts.Daily)), ("M", In(CatalogueTexts.Monthly))], choice is null ? null : Frequency.Code(choice.Window))}</select></label>
                    <label class="check"><input type="checkbox" name="parts" value="true"{(choice?.WithParts == true ? " checked" : "")}>{Say(CatalogueTexts.Parts)}</label>
                    <input type="hidden" name="lang" value="{(language == "vi" ? "vi" : "en")}">
                    <button type="submit">{Say(CatalogueTexts.Download)}</button>
                  </form>
                </section>

                """);
        }

        void WriteDataSets()
        {
            page.Append(CultureInfo.InvariantCulture, $"""
                <section>
                  <h2>{Say(CatalogueTexts.DataSets)}</h2>
                  <div class="scroll"><table>
                  <thead><tr><th scope="col">{Say(CatalogueTexts.Sector)}</th><th scope="col">{Say(CatalogueTexts.FrequencyHead)}</th><th scope="col">{Say(CatalogueTexts.Periods)}</th><th scope="col">{Say(CatalogueTexts.Updated)}</th><th scope="col">{Say(CatalogueTexts.Newest)}</th></tr></thead>
                  <tbody>

                """);
            foreach (var span in spans)
            {
                var first = TimePeriod.Name(span.Window, WindowCalendar.Start(span.Window, span.From.ToUnixTimeMilliseconds()));
                page.Append(CultureInfo.InvariantCulture, $"""
                    <tr id="{span.Sector.Name()}-{Frequency.Code(span.Window)}"><th scope="row">{Html(SectorName(span.Sector))}</th><td>{Html(In(lists.Of(IotStructure.Frequency).NamesOf(Frequency.Code(span.Window))))}</td><td>{first} – {DataLinks.NewestPeriod(span)}</td><td>{LocalTime(span.LastRecordedAt)}</td><td><a href="{Html(DataLinks.Newest(span, DataFormats.Csv))}">CSV</a> <a href="{Html(DataLinks.Newest(span, DataFormats.SdmxCsv))}">SDMX-CSV</a> <a href="{Html(DataLinks.Newest(span, DataFormats.Json))}">SDMX-JSON</a></td></tr>

                    """);
            }

            page.Append("</tbody></table></div>\n</section>\n");
        }

        string In(Names names) => names.In(language);
        string Say(Names names) => Html(names.In(language));
        string Current(string tag) => (language == "vi") == (tag == "vi") ? " aria-current=\"true\"" : "";
        string SectorName(Sector sector) => In(lists.Of(IotStructure.Sector).NamesOf(SectorCodes.Of(sector)));
        string PublisherName()
        {
            var name = Say(new Names(publisher.NameVi, publisher.NameEn));
            return publisher.Homepage is { } homepage ? $"<a href=\"{Html(homepage.AbsoluteUri)}\">{name}</a>" : name;
        }
    }

    // The newest first: of those the reader wants one most often.
    private static IEnumerable<string> Months(IReadOnlyList<ReleasedSpan> spans)
    {
        var monthly = spans.Where(span => span.Window is Window.Day or Window.Month).ToList();
        if (monthly.Count == 0) yield break;
        var firstMs = WindowCalendar.Start(Window.Month, monthly.Min(span => span.From).ToUnixTimeMilliseconds());
        var monthMs = WindowCalendar.Start(Window.Month, monthly.Max(span => span.To).ToUnixTimeMilliseconds() - 1);
        for (var count = 0; monthMs >= firstMs && count < MostMonths; count++)
        {
            yield return TimePeriod.Name(Window.Month, monthMs);
            monthMs = WindowCalendar.Start(Window.Month, monthMs - 1);
        }
    }

    private static string LocalTime(DateTimeOffset time) =>
        time.ToOffset(TimeSpan.FromMilliseconds(WindowCalendar.LocalOffsetMs)).ToString("dd/MM/yyyy HH:mm", CultureInfo.InvariantCulture);

    private static string Options(IEnumerable<(string Value, string Text)> options, string? chosen) => string.Concat(
        options.Select(option => $"<option value=\"{Html(option.Value)}\"{(option.Value == chosen ? " selected" : "")}>{Html(option.Text)}</option>"));

    private static string Html(string text) => WebUtility.HtmlEncode(text);
}
