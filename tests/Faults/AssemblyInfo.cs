// Each of these tests loads the machine or needs its timing: one after another.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
