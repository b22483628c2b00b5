using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace SmartSectors.Telemetry.Schemes;

/// <summary>
/// All that a scheme was read from, so that it can be read again by any later build: the file that the platform carried,
/// and the operator's own upon it. Known by its content.
/// </summary>
public sealed class SchemeText
{
    // A control character is no part of any YAML text (YAML 1.2.2 §5.1), so nothing in a file can be taken for it.
    internal const char Separator = '\u001E';

    private SchemeText(string stored)
    {
        Stored = stored;
        Sha256 = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(stored)));
    }

    /// <summary>As it is kept.</summary>
    public string Stored { get; }

    /// <summary>Of <see cref="Stored"/> in UTF-8; 64 lower-case hexadecimal digits.</summary>
    public string Sha256 { get; }

    /// <summary>The files, the first of which stands alone.</summary>
    public ImmutableArray<string> Parts => [.. Stored.Split(Separator)];

    /// <summary>As it was kept, or one file that stands alone.</summary>
    public static SchemeText Of(string stored) => new(stored);

    /// <summary>With a file upon it.</summary>
    public SchemeText With(string yaml) => new($"{Stored}{Separator}{yaml}");

    /// <summary>Reads the scheme. Throws <see cref="SchemeException"/> when it is none.</summary>
    public Scheme Read() => SchemeFile.Read(this);
}
