using SmartSectors.Grains.Partitions;
using SmartSectors.Grains.Propagation;
using SmartSectors.Storage;
using SmartSectors.Storage.Check;
using SmartSectors.Telemetry.Areas;
using SmartSectors.Telemetry.Cells;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Grains.Tests.Proofs;

/// <summary>
/// Random logs over sites in several communes, provinces and partitions: passes at random moments, failing commits,
/// processes that die and power that is lost.
/// </summary>
public class AreaProofTests
{
    [Fact]
    public void Every_area_equals_the_naive_merge_of_its_sites() =>
        PartitionProofTests.ForSeeds(40_001, 30, seed => Prove(seed, withPowerLosses: false));

    [Fact]
    public void Areas_survive_that_partitions_fall_behind_what_was_merged() =>
        PartitionProofTests.ForSeeds(50_001, 30, seed => Prove(seed, withPowerLosses: true));

    private static void Prove(int seed, bool withPowerLosses)
    {
        var proof = new ProofCase(seed, withLongGaps: false, withQuickPeriods: false, partitions: 3, maxBlocks: 40);
        var random = new Random(seed);
        var idle = Enumerable.Range(0, Numbers.PartitionCount).Except(proof.World.Partitions).ToList();
        using var rig = new PartitionRig(proof.World.Partitions, proof.Options, proof.CompactionFanOut, idle, proof.World.Schemes);
        using var areas = new AreaRig(rig, random) { Fails = true };

        foreach (var block in proof.Log)
        {
            rig.Append(block.Encode());
            if (random.Next(10) == 0) rig.Checkpoint();
            Assert.True(rig.Apply(() => false));
            if (random.Next(3) == 0) Pass(areas);
            if (random.Next(3) == 0) rig.Clock.Advance(areas.Settle);
            if (random.Next(12) != 0) continue;

            var losesPower = withPowerLosses && random.Next(2) == 0;
            areas.Die(() =>
            {
                if (losesPower) rig.LosePower();
                else rig.Kill();
            });
            Assert.True(rig.Apply(() => false)); // The areas are opened before the partitions recover.
            rig.CommitAll();
        }

        rig.TickIdle();
        rig.CommitAll();
        areas.Finish();
        Assert.Empty(Check(rig.Storage, proof.World.Schemes));
        Compare(NaiveAreas.Of(proof.World.Partitions.Select(number => new NaivePartition(number, proof.Log, proof.Options, proof.World.Schemes, proof.World))), areas);
    }

    // What the platform offers its operators for the same question must not find anything either.
    private static IEnumerable<CheckFinding> Check(StorageOptions storage, ISchemeTexts schemes) =>
        new SqliteConsistencyCheck(storage, SchemeCatalog.Load(), schemes, AreaCatalog.Load())
            .RunAsync(new CheckScope(null, null, null, null), new Progress<CheckProgress>(), CancellationToken.None).ToBlockingEnumerable();

    private static void Pass(AreaRig areas)
    {
        var before = areas.Read();
        areas.TryPass();
        foreach (var (mark, (revision, content)) in areas.Read().Cells)
        {
            var had = before.Cells.TryGetValue(mark, out var old);
            var changed = !had || !old.Content.AsSpan().SequenceEqual(content);
            var closed = mark.Key.StartMs < before.Frontiers[(int)mark.Key.Window];
            Assert.True(revision == old.Revision + (changed && closed ? 1 : 0), $"{mark}: revision {old.Revision} became {revision}");
        }
    }

    private static void Compare(Dictionary<AreaMark, Cell> expected, AreaRig areas)
    {
        var stored = areas.Read().Cells;
        var nothing = CellCodec.Encode(new Cell());
        foreach (var mark in expected.Keys.Concat(stored.Keys).Distinct())
        {
            var naive = expected.TryGetValue(mark, out var cell) ? CellCodec.Encode(cell) : nothing;
            var content = stored.TryGetValue(mark, out var found) ? found.Content : nothing;
            Assert.True(
                naive.AsSpan().SequenceEqual(content),
                $"{mark}: expected {PartitionProofTests.Name(naive)}\nstored {PartitionProofTests.Name(content)}");
        }
    }
}
