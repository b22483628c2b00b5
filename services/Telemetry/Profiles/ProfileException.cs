namespace SmartSectors.Telemetry.Profiles;

/// <summary>Profiles that break their rules. Lists every error with its file, line and path, not only the first.</summary>
public sealed class ProfileException(IReadOnlyList<string> errors)
    : Exception($"The profiles have {errors.Count} error(s):{Environment.NewLine}{string.Join(Environment.NewLine, errors)}")
{
    /// <summary>One line an error, such as <c>probe.yaml:12: fields[1].unit: …</c>.</summary>
    public IReadOnlyList<string> Errors { get; } = errors;
}
