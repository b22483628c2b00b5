using SmartSectors.Fleet.Cli;

return await new FleetCommand().InvokeAsync(args);
