using SmartSectors.Reporting.Sdmx.Data;
using SmartSectors.Reporting.Sdmx.Structures;

namespace SmartSectors.Reporting.Sdmx;

/// <summary>The parts of a path that name data flows: each left out, a star or a list of alternatives.</summary>
internal static class ArtefactPath
{
    private static readonly string[] s_contexts = ["dataflow", "datastructure", "provisionagreement"];

    /// <summary>Checks that a path names a data flow. A star is the public one, so the confidential one is named where it is meant.</summary>
    /// <exception cref="SdmxException">It names none, or one in a context that is not done.</exception>
    public static void Require(Dataflow flow, string? context, string? agency, string? id, string? version)
    {
        var contexts = Alternatives(context);
        if (contexts.FirstOrDefault(each => each != "*" && !s_contexts.Contains(each)) is { } unknown)
            throw SdmxException.Syntax($"The context '{unknown}' is none of {string.Join(", ", s_contexts)}.");
        if (!contexts.Contains("*") && !contexts.Contains(s_contexts[0]))
            throw SdmxException.NotImplemented($"Data are asked for by data flow: {s_contexts[0]}/{IotStructure.Agency}/{Dataflow.Public.Id}.");

        var ids = Alternatives(id);
        if (Dataflow.All.Count(each => ids.Contains(each.Id)) > 1) throw SdmxException.NotImplemented("One data flow is answered at a time.");
        if (!Names(agency, IotStructure.Agency) || !Names(id, flow.Id) || !VersionPattern.Matches(version ?? "*", IotStructure.Version))
            throw SdmxException.NotFound($"There is no data flow {agency ?? "*"}:{id ?? "*"}({version ?? "*"}); {string.Join(" and ", Dataflow.All.Select(each => each.Reference))} there are.");
    }

    /// <summary>A part of a path names something.</summary>
    public static bool Names(string? part, string name) => Alternatives(part) is var all && (all.Contains("*") || all.Contains(name));

    private static string[] Alternatives(string? part) => string.IsNullOrEmpty(part) ? ["*"] : part.Split(',');
}
