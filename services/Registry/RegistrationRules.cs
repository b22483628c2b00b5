using SmartSectors.Telemetry.Areas;
using SmartSectors.Telemetry.Readings;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Registry;

/// <summary>What may be registered, and what a registration does to what is known. Pure but for the puts.</summary>
internal sealed class RegistrationRules(AreaCatalog areas, RegistryOptions options)
{
    public Registration Register(SiteRegistration given, RegistryTransaction transaction)
    {
        var id = given.Id;
        if (Broken(id, ("name", given.Name), ("owner", given.Owner)) is { } broken) return broken;
        if (!Enum.IsDefined(given.Sector))
            return new(id, RegistrationOutcome.Invalid, $"sector: {(int)given.Sector} is no sector");
        if (given.Commune is { } commune && !areas.TryGetCommune(commune, out _))
            return new(id, RegistrationOutcome.UnknownCommune, commune);

        if (given.Ownership is { } ownership && !Enum.IsDefined(ownership))
            return new(id, RegistrationOutcome.Invalid, $"ownership: {(int)ownership} is none");

        var known = transaction.TryGetSite(id, out var found) ? found : null;
        var site = new Site(
            id, given.Name, given.Sector, given.Commune, given.Owner, given.IsLarge, RegistrySource.Registered, given.Ownership ?? known?.Ownership ?? Ownership.Private);
        if (known is null) return Put(RegistrationOutcome.Added);
        if (known == site) return new(id, RegistrationOutcome.Unchanged);
        if (known.Sector != site.Sector) return new(id, RegistrationOutcome.Conflict, "sector");
        if (known.Source is RegistrySource.Seen) return Put(RegistrationOutcome.Upgraded);
        // Nothing is booked by it, and sites of before it was known are to get theirs.
        if (known with { Ownership = site.Ownership } == site) return Put(RegistrationOutcome.Changed);
        return new(id, RegistrationOutcome.Conflict, Differences(
            ("name", known.Name != site.Name), ("commune", known.Commune != site.Commune),
            ("owner", known.Owner != site.Owner), ("large", known.IsLarge != site.IsLarge)));

        Registration Put(RegistrationOutcome outcome)
        {
            transaction.Put(site);
            return new(id, outcome);
        }
    }

    public Registration Register(DeviceRegistration given, RegistryTransaction transaction)
    {
        var id = given.Id;
        if (Broken(id, ("profile", given.Profile)) is { } broken) return broken;
        if (BrokenSite(id, given.Site) is { } brokenSite) return brokenSite;
        if (!transaction.TryGetSite(given.Site, out var site)) return new(id, RegistrationOutcome.UnknownSite, given.Site);

        if (BrokenProfile(given, site) is { } brokenProfile) return brokenProfile;
        if (TermsRules.Check(given, transaction.Now) is { } brokenTerms) return new(id, RegistrationOutcome.Invalid, brokenTerms);

        // The site's own string: a million devices share some thousand of them.
        var device = new Device(id, site.Id, given.Profile, RegistrySource.Registered, TermsRules.First(given));
        if (!transaction.TryGetDevice(id, out var known)) return Put(RegistrationOutcome.Added);
        if (known.Site != device.Site) return new(id, RegistrationOutcome.Conflict, "site");
        if (known.Source is RegistrySource.Seen) return Put(RegistrationOutcome.Upgraded);
        // One that there is not any more does not stand in the way.
        var isOther = known.Profile != device.Profile;
        if (isOther && (known.Profile is null || options.Rules.Profiles.TryGet(known.Profile, out _))) return new(id, RegistrationOutcome.Conflict, "profile");

        if (!TermsRules.TryFollow(given, known.Terms, transaction.Now, out var terms, out var tooEarly)) return new(id, RegistrationOutcome.Invalid, tooEarly);
        if (terms == known.Terms && !isOther) return new(id, RegistrationOutcome.Unchanged);
        device = device with { Terms = terms };
        return Put(RegistrationOutcome.Changed);

        Registration Put(RegistrationOutcome outcome)
        {
            transaction.Put(device);
            return new(id, outcome);
        }
    }

    // A name that no profile has would be as if none were given, and nobody would notice.
    private Registration? BrokenProfile(DeviceRegistration given, Site site)
    {
        if (given.Profile is not { } name) return null;
        if (!options.Rules.Profiles.TryGet(name, out var profile))
            return new(given.Id, RegistrationOutcome.Invalid, $"profile: there is no '{name}'; {Near(name, site)}");
        return profile.Scheme.Sector == site.Sector
            ? null
            : new(given.Id, RegistrationOutcome.Invalid, $"profile: {profile.Name} is of {profile.Scheme.Sector.Name()}, and the site of {site.Sector.Name()}");
    }

    private string Near(string name, Site site)
    {
        var near = NearNames.Of(name, options.Rules.Profiles.Profiles.Where(profile => profile.Scheme.Sector == site.Sector).Select(profile => profile.Name));
        return near.Count == 0 ? $"{site.Sector.Name()} has none" : $"{site.Sector.Name()} has {string.Join(", ", near)}";
    }

    /// <summary>A device's first reading, under open onboarding; its site is learnt with it.</summary>
    public Registration Learn(Sighting seen, RegistryTransaction transaction)
    {
        var id = seen.Device;
        if (Broken(id) is { } broken) return broken;
        if (BrokenSite(id, seen.Site) is { } brokenSite) return brokenSite;

        var isNewSite = !transaction.TryGetSite(seen.Site, out var site);
        site ??= new Site(seen.Site, null, seen.Sector, null, null, false, RegistrySource.Seen);
        if (site.Sector != seen.Sector) return new(id, RegistrationOutcome.WrongSector, seen.Site);
        if (transaction.TryGetDevice(id, out var known))
            return known.Site == seen.Site ? new(id, RegistrationOutcome.Unchanged) : new(id, RegistrationOutcome.Conflict, "site");

        if (isNewSite) transaction.Put(site);
        transaction.Put(new Device(id, site.Id, null, RegistrySource.Seen));
        return new(id, RegistrationOutcome.Added);
    }

    private Registration? Broken(string id, params ReadOnlySpan<(string Field, string? Text)> texts)
    {
        if (IdentifierRule.Check(id) is not IdentifierError.None and var error)
            return new(id, RegistrationOutcome.Invalid, $"id: {error.Describe()}");
        foreach (var (field, text) in texts)
            if (text?.Length > options.MaxTextLength)
                return new(id, RegistrationOutcome.Invalid, $"{field}: has more than {options.MaxTextLength} characters");
        return null;
    }

    private static Registration? BrokenSite(string id, string site) =>
        IdentifierRule.Check(site) is not IdentifierError.None and var error
            ? new(id, RegistrationOutcome.Invalid, $"site: {error.Describe()}")
            : null;

    private static string Differences(params (string Field, bool Differs)[] fields) =>
        string.Join(", ", fields.Where(field => field.Differs).Select(field => field.Field));
}
