using System.Runtime.InteropServices;

namespace SmartSectors.Benchmarks.Partitions;

/// <summary>The CPU time of the calling thread: on a shared machine the wall clock measures the neighbours. Linux only.</summary>
internal static partial class ThreadCpu
{
    private const int ThreadCpuTime = 3; // CLOCK_THREAD_CPUTIME_ID

    public static TimeSpan Now
    {
        get
        {
            if (GetTime(ThreadCpuTime, out var time) != 0) throw new PlatformNotSupportedException("no clock of a thread's CPU time");
            return TimeSpan.FromSeconds(time.Seconds) + TimeSpan.FromTicks(time.Nanoseconds / TimeSpan.NanosecondsPerTick);
        }
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int GetTime(int clock, out TimeSpec time);

    private readonly record struct TimeSpec(long Seconds, long Nanoseconds);
}
