using Microsoft.AspNetCore.Http;

namespace SmartSectors.Operations.Live;

/// <summary>Where a client wants to resume (WHATWG HTML §9.2.4); browsers send it by themselves.</summary>
internal static class LastEventId
{
    /// <summary>Null when nothing is to be resumed.</summary>
    public static string? Of(HttpRequest request) => request.Headers["Last-Event-ID"].ToString() is { Length: > 0 } id ? id : null;
}
