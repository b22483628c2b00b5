namespace SmartSectors.Storage.Tests;

/// <summary>A folder of its own; gone at the end.</summary>
internal sealed class ScratchFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("smartsectors-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
