namespace SmartSectors.Faults.Tests.Support;

/// <summary>A data directory, gone at the end.</summary>
internal sealed class ScratchFolder : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("smartsectors-faults-");

    public string Path => _directory.FullName;

    public void Dispose() => _directory.Delete(recursive: true);
}
