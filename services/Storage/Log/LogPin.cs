namespace SmartSectors.Storage.Log;

/// <summary>
/// <c>log/pin</c>: whoever holds it keeps the log's files from being removed, in whichever process. A backup holds it
/// from before it copies the first partition until it has the log; truncation takes it for the moment of removing. The
/// system lets go of it when its holder ends, however it ends.
/// </summary>
internal static class LogPin
{
    public const string FileName = "pin";

    /// <summary>Makes the file beforehand: truncation must not need space on a full disk.</summary>
    public static void Prepare(string folder)
    {
        if (!File.Exists(PathOf(folder))) TryTake(folder)?.Dispose();
    }

    /// <summary>Held until the result is disposed; null while another holds it.</summary>
    public static FileStream? TryTake(string folder)
    {
        try
        {
            return new FileStream(PathOf(folder), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static string PathOf(string folder) => Path.Combine(folder, FileName);
}
