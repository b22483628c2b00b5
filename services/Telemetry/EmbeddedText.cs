namespace SmartSectors.Telemetry;

/// <summary>The master data and schemes that are part of this assembly.</summary>
internal static class EmbeddedText
{
    public static string Read(string name)
    {
        using var stream = typeof(EmbeddedText).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"BUG: '{name}' is not embedded in the assembly");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    public static IEnumerable<string> Names(string folder) =>
        typeof(EmbeddedText).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(folder + "/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);
}
