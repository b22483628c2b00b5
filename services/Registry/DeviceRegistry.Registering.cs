namespace SmartSectors.Registry;

// Registering, one or a million: a batch is cut into transactions, each item has its own outcome, and an item that is
// refused does not hinder the others.
public sealed partial class DeviceRegistry
{
    /// <summary>Registers a site, or upgrades one that was only seen.</summary>
    /// <param name="actor">Who does it, for the audit entry.</param>
    public async Task<Registration> AddSiteAsync(SiteRegistration site, string actor, CancellationToken cancellationToken = default) =>
        (await AddSitesAsync([site], actor, cancellationToken))[0];

    /// <summary>Registers a device, or upgrades one that was only seen.</summary>
    public async Task<Registration> AddDeviceAsync(DeviceRegistration device, string actor, CancellationToken cancellationToken = default) =>
        (await AddDevicesAsync([device], actor, cancellationToken))[0];

    /// <summary>Registers sites. What is committed when the token is cancelled stays.</summary>
    /// <returns>An outcome an item, in their order.</returns>
    public Task<IReadOnlyList<Registration>> AddSitesAsync(
        IReadOnlyList<SiteRegistration> sites, string actor, CancellationToken cancellationToken = default) =>
        InTransactionsAsync(sites, _rules.Register, (actor, "sites.add"), cancellationToken);

    /// <summary>Registers devices of known sites. What is committed when the token is cancelled stays.</summary>
    /// <returns>An outcome an item, in their order.</returns>
    public Task<IReadOnlyList<Registration>> AddDevicesAsync(
        IReadOnlyList<DeviceRegistration> devices, string actor, CancellationToken cancellationToken = default) =>
        InTransactionsAsync(devices, _rules.Register, (actor, "devices.add"), cancellationToken);

    /// <summary>
    /// Learns devices, and their sites, that telemetry named first under open onboarding. Repeating it does nothing.
    /// </summary>
    /// <returns>An outcome a sighting, by device id, in their order.</returns>
    public Task<IReadOnlyList<Registration>> LearnSeenAsync(
        IReadOnlyList<Sighting> seen, CancellationToken cancellationToken = default) =>
        InTransactionsAsync(seen, _rules.Learn, null, cancellationToken);

    private async Task<IReadOnlyList<Registration>> InTransactionsAsync<T>(
        IReadOnlyList<T> items, Func<T, RegistryTransaction, Registration> apply, (string Actor, string Action)? audit,
        CancellationToken cancellationToken)
    {
        var outcomes = new Registration[items.Count];
        for (var start = 0; start < items.Count; start += _options.ItemsPerTransaction)
        {
            // Others get their turn between two transactions of a long batch.
            await _oneWriter.WaitAsync(cancellationToken);
            try
            {
                var end = Math.Min(start + _options.ItemsPerTransaction, items.Count);
                using var transaction = new RegistryTransaction(_writer, Current, _time.GetUtcNow());
                for (var i = start; i < end; i++) outcomes[i] = apply(items[i], transaction);

                if (transaction.Changes == 0) continue;
                if (audit is var (actor, action))
                    transaction.Audit(actor, action, end - start == 1 ? outcomes[start].Id : $"{transaction.Changes} from {outcomes[start].Id}");
                transaction.Commit();
            }
            finally
            {
                _oneWriter.Release();
            }
        }
        return outcomes;
    }
}
