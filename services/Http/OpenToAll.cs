namespace SmartSectors.Http;

/// <summary>An endpoint that anybody may read, from anywhere: what it answers is made to be published.</summary>
public sealed record OpenToAll;
