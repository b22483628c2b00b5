namespace SmartSectors.Telemetry.Areas;

/// <summary>
/// What an area is in law; <see cref="Unassigned"/> is no place but what a nation or province has that none of its parts
/// has: the sites without a commune, and what moves about in a province.
/// </summary>
public enum AreaKind : byte { Nation, Unassigned, City, Province, Ward, Commune, SpecialZone }

/// <summary>A point on WGS 84, degrees.</summary>
public readonly record struct GeoPoint(double Latitude, double Longitude);

/// <summary>An administrative area of Vietnam that cells are kept for.</summary>
/// <param name="Code"><c>VN</c>, <c>unassigned</c>, two digits for a province, <c>79-unassigned</c> for what is in one but in none of its communes, five digits for a commune.</param>
/// <param name="NameVi">The official name, Unicode NFC; a commune's with its prefix.</param>
/// <param name="NameEn">Without diacritics; a commune's is derived from <paramref name="NameVi"/>.</param>
/// <param name="Parent">The code of the area that this one is part of; null for the nation.</param>
/// <param name="Label">Where a map writes the name, not the seat; provinces only.</param>
public sealed record Area(string Code, string NameVi, string NameEn, AreaKind Kind, string? Parent, GeoPoint? Label);
