using System.Data.Common;
using SmartSectors.Host.Configuration;
using SmartSectors.Registry;
using SmartSectors.Registry.Keys;
using SmartSectors.Storage.Backup;
using SmartSectors.Telemetry.Areas;
using SmartSectors.Telemetry.Rules;

namespace SmartSectors.Host;

/// <summary>
/// The data directory, held by this process alone, and the registry in it: two platforms on one log would each take the
/// other's records for damage.
/// </summary>
internal sealed class PlatformData : IAsyncDisposable
{
    private readonly FileStream held;

    private PlatformData(FileStream held, DeviceRegistry registry, CurrentRulebook rules)
    {
        Rules = rules;
        this.held = held;
        Registry = registry;
    }

    public DeviceRegistry Registry { get; }

    /// <summary>What holds, for all that judge by it.</summary>
    public CurrentRulebook Rules { get; }

    /// <summary>Makes what is missing. Throws <see cref="PlatformStartException"/>.</summary>
    public static async Task<PlatformData> OpenAsync(PlatformOptions options, TimeProvider clock, CancellationToken cancellationToken)
    {
        var held = Hold(options.DataDirectory);
        try
        {
            var rules = new CurrentRulebook(options.Rulebook);
            var registry = await DeviceRegistry.OpenAsync(Path.Combine(options.DataDirectory, "registry.db"), AreaCatalog.Load(), clock, new RegistryOptions { Rules = rules });
            await AdminKey.EnsureAsync(options.DataDirectory, registry, cancellationToken);
            return new(held, registry, rules);
        }
        catch (Exception failure)
        {
            await held.DisposeAsync();
            if (failure is not (InvalidDataException or DbException or IOException)) throw;
            throw new PlatformStartException($"The registry in {options.DataDirectory} cannot be opened: {failure.Message}", failure);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Registry.DisposeAsync();
        await held.DisposeAsync();
    }

    /// <summary>Takes the directory for this process until the result is disposed. Throws <see cref="PlatformStartException"/> where another has it.</summary>
    public static FileStream Hold(string directory)
    {
        if (Restore.IsUnfinished(directory))
            throw new PlatformStartException($"The restore into {directory} was broken off: remove what is there, and restore again.");
        try
        {
            Directory.CreateDirectory(directory);
            // The system lets go of it when the process ends, however it ends: nothing stale is left behind.
            return new(Path.Combine(directory, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new PlatformStartException($"The data directory {directory} cannot be used (is another platform running on it?): {failure.Message}", failure);
        }
    }
}

/// <summary>The platform could not start, for a reason that its operator can mend; the message is a sentence.</summary>
internal sealed class PlatformStartException(string message, Exception? inner = null) : Exception(message, inner);
