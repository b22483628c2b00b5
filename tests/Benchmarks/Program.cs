using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Running;
using SmartSectors.Benchmarks;
using SmartSectors.Benchmarks.Brokers.Cli;
using SmartSectors.Benchmarks.Partitions;
using SmartSectors.Benchmarks.Queries;
using SmartSectors.Benchmarks.Queries.UnderLoad;
using SmartSectors.Benchmarks.Releases;
using SmartSectors.Benchmarks.Sdmx;
using SmartSectors.Benchmarks.Stores;

if (args is ["quality"]) args = ["--filter", "*QualityBenchmarks*"];
if (args is ["quality-recall", .. var trial]) return QualityRecall.Run(trial);
if (args is ["partition", .. var chosen]) return PartitionCommand.Run(chosen);
if (args is ["latest", .. var fleet]) return await LatestCommand.RunAsync(fleet);
if (args is ["cells"]) return await CellsCommand.RunAsync();
if (args is ["questions-under-load", .. var rounds]) return await QuestionsUnderLoadCommand.RunAsync(rounds);
if (args is ["sdmx"]) return await SdmxCommand.RunAsync();
if (args is ["stores", .. var size]) return await StoresCommand.RunAsync(size);
if (args is ["release", .. var stored]) return await ReleaseCommand.RunAsync(stored);
if (args is ["broker", .. var arguments]) return await new BrokerCommand().Parse(arguments).InvokeAsync();

BenchmarkSwitcher
    .FromAssembly(typeof(DecodeBenchmarks).Assembly)
    .Run(args, DefaultConfig.Instance.WithOption(ConfigOptions.JoinSummary, true));
return 0;
