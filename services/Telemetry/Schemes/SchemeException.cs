namespace SmartSectors.Telemetry.Schemes;

/// <summary>Schemes that break their rules. Lists every error with its file, line and path, not only the first.</summary>
public sealed class SchemeException(IReadOnlyList<string> errors)
    : Exception($"The schemes have {errors.Count} error(s):{Environment.NewLine}{string.Join(Environment.NewLine, errors)}")
{
    /// <summary>One line an error, such as <c>health.yaml:12: indicators[1].fail: …</c>.</summary>
    public IReadOnlyList<string> Errors { get; } = errors;
}
