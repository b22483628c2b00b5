using SmartSectors.Telemetry.Profiles;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Host.Configuration;

/// <summary>A directory with profiles beside those that the platform carries, one a file.</summary>
internal static class ProfileSettings
{
    public const string Name = "Profiles";

    /// <summary>All profiles.</summary>
    /// <param name="directory">Null for none of one's own.</param>
    /// <param name="wrong">Told each error.</param>
    public static ProfileCatalog Read(string? directory, Action<string> wrong)
    {
        if (directory is null) return ProfileCatalog.Load();
        try
        {
            var files = System.IO.Directory.EnumerateFiles(directory, "*.yaml").Order(StringComparer.Ordinal)
                .Select(file => (Path.GetFileName(file), File.ReadAllText(file)));
            return ProfileCatalog.Parse([.. ProfileCatalog.EmbeddedFiles(), .. files], SchemeCatalog.Load());
        }
        catch (ProfileException e)
        {
            foreach (var error in e.Errors) wrong(error.TrimEnd('.'));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            wrong(e.Message.TrimEnd('.'));
        }
        return ProfileCatalog.Load();
    }
}
