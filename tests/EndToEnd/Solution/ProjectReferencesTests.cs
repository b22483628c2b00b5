using System.Runtime.CompilerServices;
using System.Xml.Linq;

namespace SmartSectors.EndToEnd.Tests.Solution;

/// <summary>The references between projects are those that the design allows: whoever wants another has to say so here.</summary>
public sealed class ProjectReferencesTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["services/Mqtt"] = [],
        ["services/Telemetry"] = [],
        ["services/Registry"] = ["services/Telemetry"],
        ["services/Grains"] = ["services/Telemetry"],
        ["services/Storage"] = ["services/Grains"],
        ["services/Ingestion"] = ["services/Mqtt", "services/Grains", "services/Registry"],
        ["services/Http"] = ["services/Telemetry", "services/Registry"],
        ["services/Operations"] = ["services/Telemetry", "services/Registry", "services/Http"],
        ["services/Reporting"] = ["services/Telemetry", "services/Registry", "services/Http"],
        // The executable composes everything; the fleet is there for the demo alone.
        ["services/Host"] =
        [
            "services/Mqtt", "services/Telemetry", "services/Registry", "services/Grains", "services/Storage", "services/Ingestion",
            "services/Http", "services/Operations", "services/Reporting", "simulators/Fleet",
        ],
        ["simulators/Fleet"] = ["services/Mqtt", "services/Telemetry"],
        ["simulators/DataCentre"] = [],
    };

    public static TheoryData<string> Projects =>
        [.. new[] { "services", "simulators" }.SelectMany(folder => Directory.GetFiles(Path.Combine(Root, folder), "*.csproj", SearchOption.AllDirectories))
            .Select(FolderOf)];

    private static string Root { get; } = FindRoot();

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_refers_to_those_alone_that_the_design_allows(string project)
    {
        Assert.True(Allowed.TryGetValue(project, out var allowed), $"the design does not know {project}");

        var file = Assert.Single(Directory.GetFiles(Path.Combine(Root, project), "*.csproj"));
        var references = XDocument.Load(file).Descendants("ProjectReference")
            .Select(reference => FolderOf(Path.Combine(Root, project, reference.Attribute("Include")!.Value)));
        Assert.Empty(references.Except(allowed));
    }

    // services/Grains for …/services/Grains/SmartSectors.Grains.csproj.
    private static string FolderOf(string project) =>
        Path.GetRelativePath(Root, Path.GetDirectoryName(Path.GetFullPath(project))!).Replace('\\', '/');

    private static string FindRoot([CallerFilePath] string here = "")
    {
        var folder = Path.GetDirectoryName(here);
        while (folder is not null && !File.Exists(Path.Combine(folder, "SmartSectors.sln"))) folder = Path.GetDirectoryName(folder);
        return folder ?? throw new InvalidOperationException("there is no SmartSectors.sln above the tests");
    }
}
