namespace SmartSectors.Reporting.Disclosure;

/// <summary>Who stands behind an area's figures of one indicator.</summary>
/// <param name="Devices">Devices that contributed.</param>
/// <param name="Owners">Distinct owners of their sites.</param>
/// <param name="Total">What an additive indicator amounts to, in its unit; zero where it is not additive.</param>
/// <param name="Largest">The part of the owner with the most of it.</param>
/// <param name="Second">The part of the owner after that; zero without one.</param>
public readonly record struct Contributors(long Devices, int Owners, double Total = 0, double Largest = 0, double Second = 0);
