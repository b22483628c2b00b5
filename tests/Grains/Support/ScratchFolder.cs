namespace SmartSectors.Grains.Tests.Support;

/// <summary>A folder in memory where the system has one, for these tests write a lot; gone at the end.</summary>
internal sealed class ScratchFolder : IDisposable
{
    private const string SharedMemory = "/dev/shm";

    public string Path { get; } = System.IO.Path.Combine(
        Directory.Exists(SharedMemory) ? SharedMemory : System.IO.Path.GetTempPath(), $"smartsectors-{Guid.NewGuid():N}");

    public void Dispose()
    {
        if (Directory.Exists(Path)) Directory.Delete(Path, recursive: true);
    }
}
