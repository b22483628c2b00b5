using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using SmartSectors.Grains;
using SmartSectors.Grains.Log;
using SmartSectors.Storage.Log;

namespace SmartSectors.Storage.Tests.Log;

/// <summary>A batch of one sample, that tells when it is durable.</summary>
internal sealed class NumberedBatch : LogBatch
{
    private readonly TaskCompletionSource _durable = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentQueue<int>? _order;
    private readonly int _number;

    public NumberedBatch(int number, ConcurrentQueue<int>? order = null)
    {
        _number = number;
        _order = order;
        MessageCount = 1;
        BeginSample(Numbers.Of(1, 1), number, SampleFlags.None);
        TryAddValue(1001, number);
    }

    public Task Durable => _durable.Task;

    public override void OnDurable()
    {
        _order?.Enqueue(_number);
        _durable.SetResult();
    }

    public override void OnCommitEnd()
    {
    }
}

internal static class LogHarness
{
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    public static SqliteReadingLog Open(StorageOptions options) =>
        new(options, schemeVersion: () => 1, TimeProvider.System, NullLogger<SqliteReadingLog>.Instance);

    /// <summary>The sample numbers in the log, in order; ticks have none.</summary>
    public static List<(long Offset, long Number)> ReadNumbers(SqliteReadingLog log, long fromOffset = 0)
    {
        var numbers = new List<(long, long)>();
        foreach (var block in log.Read(fromOffset))
        {
            var header = BlockHeader.Read(block.Bytes);
            for (var i = 0; i < header.SectionCount; i++)
            {
                foreach (var time in BlockSection.At(block.Bytes, i).Times) numbers.Add((block.Offset, time));
            }
        }

        return numbers;
    }
}
