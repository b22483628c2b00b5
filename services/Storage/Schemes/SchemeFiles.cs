using System.Collections.Concurrent;
using SmartSectors.Grains.Partitions;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Storage.Schemes;

/// <summary>
/// The texts of all schemes that ever held, <c>schemes/{sha256}.yaml</c>: they are written once and never changed or
/// removed, so that the log and the partitions' states can be read whatever holds today.
/// </summary>
public sealed class SchemeFiles(StorageOptions options) : ISchemeTexts
{
    private readonly string _folder = Path.Combine(options.DataDirectory, "schemes");
    private readonly ConcurrentDictionary<string, Scheme> _read = new(StringComparer.Ordinal);

    public Scheme Get(string sha256) => _read.GetOrAdd(sha256, Read);

    public void Put(Scheme scheme)
    {
        ArgumentNullException.ThrowIfNull(scheme);
        var path = PathOf(scheme.Text.Sha256);
        Directory.CreateDirectory(_folder);
        if (!File.Exists(path))
        {
            // Whole or not there: a crash leaves at most a file of another name.
            var part = path + ".part";
            using (var file = new FileStream(part, FileMode.Create, FileAccess.Write, FileShare.None))
            {
                file.Write(System.Text.Encoding.UTF8.GetBytes(scheme.Text.Stored));
                file.Flush(flushToDisk: true);
            }

            File.Move(part, path, overwrite: true);
        }

        _read[scheme.Text.Sha256] = scheme;
    }

    /// <summary>The newest scheme of each sector that is kept; none before the first start.</summary>
    public IReadOnlyCollection<Scheme> Newest() => !Directory.Exists(_folder) ? [] :
    [
        .. Directory.EnumerateFiles(_folder, "*.yaml").Select(path => Get(Path.GetFileNameWithoutExtension(path)))
            .GroupBy(scheme => scheme.Sector).Select(schemes => schemes.MaxBy(scheme => scheme.Version)!),
    ];

    private string PathOf(string sha256) => Path.Combine(_folder, sha256 + ".yaml");

    private Scheme Read(string sha256)
    {
        var path = PathOf(sha256);
        try
        {
            var text = SchemeText.Of(File.ReadAllText(path));
            if (text.Sha256 != sha256) throw new InvalidDataException($"CORRUPT: {path} does not contain what its name says.");
            return text.Read();
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException or SchemeException)
        {
            throw new InvalidDataException($"CORRUPT: the scheme {path} cannot be read: {exception.Message}", exception);
        }
    }
}
