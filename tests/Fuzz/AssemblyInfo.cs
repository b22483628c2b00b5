// They look at the heap, and share its cores.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
