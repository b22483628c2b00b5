using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Running;
using SmartSectors.Benchmarks;

BenchmarkSwitcher
    .FromAssembly(typeof(DecodeBenchmarks).Assembly)
    .Run(args, DefaultConfig.Instance.WithOption(ConfigOptions.JoinSummary, true));
