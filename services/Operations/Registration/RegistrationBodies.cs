using System.ComponentModel;
using SmartSectors.Registry;

namespace SmartSectors.Operations.Registration;

/// <summary>What became of each entry of an array, in its order.</summary>
internal sealed record RegistrationsBody(IReadOnlyList<RegistrationBody> Results);

/// <summary>What became of one entry.</summary>
internal sealed record RegistrationBody(
    [property: Description("Null when the entry has none that could be read.")] string? Id,
    [property: Description("added, upgraded (was only seen before), changed (a device's weight or parameters, a site's ownership), unchanged, conflict, invalid, unknown_site or unknown_commune.")] string Result,
    [property: Description("What is wrong; null where nothing is.")] string? Detail)
{
    public static RegistrationBody Of(Registry.Registration registration) =>
        new(registration.Id, Name(registration.Outcome), registration.Detail);

    public static RegistrationBody Unreadable(string? id, string detail) => new(id, Name(RegistrationOutcome.Invalid), detail);

    private static string Name(RegistrationOutcome outcome) => outcome switch
    {
        RegistrationOutcome.Added => "added",
        RegistrationOutcome.Upgraded => "upgraded",
        RegistrationOutcome.Changed => "changed",
        RegistrationOutcome.Unchanged => "unchanged",
        RegistrationOutcome.Conflict => "conflict",
        RegistrationOutcome.Invalid => "invalid",
        RegistrationOutcome.UnknownSite => "unknown_site",
        RegistrationOutcome.UnknownCommune => "unknown_commune",
        RegistrationOutcome.WrongSector => "wrong_sector",
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "BUG: an outcome without a public name"),
    };
}
