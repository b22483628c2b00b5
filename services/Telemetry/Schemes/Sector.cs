namespace SmartSectors.Telemetry.Schemes;

/// <summary>A sector of the national programme. The numbers are durable and never reused.</summary>
public enum Sector : byte
{
    Agriculture = 1,
    Transport = 2,
    Health = 3,
    Energy = 4,
    Manufacturing = 5,
    Commerce = 6,
}
