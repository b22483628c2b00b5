namespace SmartSectors.Storage.Check;

/// <summary>What stored bytes that were changed make of the code that reads them.</summary>
internal static class Damage
{
    /// <summary>True for anything but what the machine or the operator is the reason of.</summary>
    public static bool Is(Exception exception) =>
        exception is not (OperationCanceledException or OutOfMemoryException or FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException);

    /// <summary>Makes something; null where damage prevents it, which is told.</summary>
    public static T? Try<T>(Func<T> make, Action<Exception> damaged) where T : class
    {
        try
        {
            return make();
        }
        catch (Exception exception) when (Is(exception))
        {
            damaged(exception);
            return null;
        }
    }

    /// <summary>Gives what there is until something is damaged, which is told; then it ends.</summary>
    public static IEnumerable<T> Until<T>(Func<IEnumerable<T>> source, Action<Exception> damaged)
    {
        if (Try(() => source().GetEnumerator(), damaged) is not { } items) yield break;
        using (items)
        {
            while (MoveNext(items, damaged)) yield return items.Current;
        }
    }

    private static bool MoveNext<T>(IEnumerator<T> items, Action<Exception> damaged)
    {
        try
        {
            return items.MoveNext();
        }
        catch (Exception exception) when (Is(exception))
        {
            damaged(exception);
            return false;
        }
    }
}
