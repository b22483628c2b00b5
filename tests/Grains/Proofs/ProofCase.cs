using SmartSectors.Grains.Partitions;

namespace SmartSectors.Grains.Tests.Proofs;

/// <summary>One random case: a world, a log over it and the limits that it runs with, all from one seed.</summary>
internal sealed class ProofCase
{
    public ProofCase(int seed, bool withLongGaps, bool withQuickPeriods, int partitions = 1, int maxBlocks = 70, bool onlyVehicles = false)
    {
        Seed = seed;
        var random = new Random(seed);
        var numbers = Enumerable.Range(0, Numbers.PartitionCount).ToArray();
        random.Shuffle(numbers);
        World = new World(random, numbers[..partitions], withQuickPeriods, onlyVehicles: onlyVehicles);
        Log = new LogGenerator(random, World, withLongGaps).Make(random.Next(5, maxBlocks));
        Options = new PartitionOptions
        {
            CommitReadings = random.GetItems([4, 40, 100_000], 1)[0],
            DeactivateAfter = TimeSpan.FromMinutes(random.GetItems([1, 10, 60], 1)[0]),
            ResidencesKept = random.GetItems([2, 4, 64], 1)[0],
            ThinCommitInterval = TimeSpan.FromSeconds(random.GetItems([1, 5], 1)[0]),
        };
        CompactionFanOut = random.Next(2, 6);
    }

    public int Seed { get; }

    public World World { get; }

    public List<LogBlock> Log { get; }

    public PartitionOptions Options { get; }

    public int CompactionFanOut { get; }

    /// <summary>Applies the log with about so many crashes; everything is committed at the end.</summary>
    public PartitionRig Run(int crashes)
    {
        var random = new Random(Seed);
        var rig = new PartitionRig(World.Partitions, Options, CompactionFanOut, schemes: World.Schemes);
        var left = crashes;

        // Blocks are asked twice each whether it dies: after the tick and after the samples.
        bool Dies() => left > 0 && random.NextDouble() < crashes / (2.0 * Log.Count) && left-- > 0;
        foreach (var block in Log)
        {
            rig.Append(block.Encode());
            if (random.NextDouble() < 0.1) rig.Checkpoint();
            var died = false;
            while (!rig.Apply(Dies))
            {
                if (random.Next(2) == 0) rig.Kill();
                else rig.LosePower();
                died = true;
            }

            if (died && random.Next(2) == 0) rig.CommitAll(); // as at the end of recovery
        }

        rig.CommitAll();
        return rig;
    }
}
