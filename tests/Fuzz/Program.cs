using SmartSectors.Mqtt.Fuzz;

// Goes on until it is stopped or fails: dotnet run --project tests/Fuzz -c Release -- [--seed n] [--workers n] [--seconds n] [--packets n]
var options = new FuzzOptions { Seed = Random.Shared.Next(), Workers = Environment.ProcessorCount, Tell = Console.WriteLine };
for (var i = 0; i < args.Length; i += 2)
{
    if (i + 1 == args.Length || !long.TryParse(args[i + 1], out var value))
    {
        Console.Error.WriteLine($"{args[i]} needs a number");
        return 2;
    }

    switch (args[i])
    {
        case "--seed":
            options = options with { Seed = (int)value };
            break;
        case "--workers":
            options = options with { Workers = (int)value };
            break;
        case "--seconds":
            options = options with { Duration = TimeSpan.FromSeconds(value) };
            break;
        case "--packets":
            options = options with { Packets = value };
            break;
        default:
            Console.Error.WriteLine($"unknown option {args[i]}");
            return 2;
    }
}

Console.WriteLine($"seed {options.Seed}, {options.Workers} workers");
try
{
    Console.WriteLine(await FuzzRun.RunAsync(options));
    return 0;
}
catch (FuzzFailure failure)
{
    Console.Error.WriteLine(failure.Message);
    Console.Error.WriteLine(failure.InnerException);
    return 1;
}
