using System.CommandLine;

namespace SmartSectors.Benchmarks.Brokers.Cli;

/// <summary>The smallest number that an option may have.</summary>
internal static class AtLeast
{
    public static void Apply(int least, params Option<int>[] options)
    {
        foreach (var option in options)
        {
            option.Validators.Add(result =>
            {
                if (result.GetValueOrDefault<int>() < least) result.AddError($"{option.Name} must be at least {least}");
            });
        }
    }
}
