using SmartSectors.Storage.Check;

namespace SmartSectors.Storage.Tests.Check;

public sealed class BytesInFileTests
{
    [Fact]
    public void Bytes_are_found_wherever_they_begin()
    {
        using var scratch = new ScratchFolder();
        var random = new Random(3);
        var content = new byte[(3 << 20) + 77];
        random.NextBytes(content);
        var file = Path.Combine(scratch.Path, "file");
        File.WriteAllBytes(file, content);

        foreach (var at in new[] { 0, 1, (1 << 20) - 47, (1 << 20) - 1, 1 << 20, (2 << 20) - 20, content.Length - 48 })
            Assert.Equal(at, BytesInFile.Find(file, content.AsSpan(at)));
        Assert.Null(BytesInFile.Find(file, new byte[48]));
        Assert.Null(BytesInFile.Find(file, []));
    }
}
