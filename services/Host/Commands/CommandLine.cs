using System.CommandLine;

namespace SmartSectors.Host.Commands;

/// <summary>What <c>smartsectors</c> is told to do.</summary>
internal static class CommandLine
{
    public static RootCommand Build() => new("SmartSectors: national monitoring of the Internet of Things, in one binary.")
    {
        RunCommand.Run(),
        RunCommand.Demo(),
        LedgerCommand.Create(),
        CheckCommand.Create(),
        LogCommand.Create(),
        RulesCommands.Schemes(),
        RulesCommands.Profiles(),
        TakeInCommand.Create(),
        EraseCommand.Create(),
        BackupCommand.Create(),
        RestoreCommand.Create(),
        RepairCommand.Create(),
        ExportCommand.Create(),
        ImportCommand.Create(),
    };
}

/// <summary>What the process ends with.</summary>
internal static class ExitCode
{
    public const int Clean = 0;

    /// <summary>The platform could not start or broke; a check found something.</summary>
    public const int Failed = 1;

    /// <summary>The settings are wrong, or what is needed to answer is not there.</summary>
    public const int CannotRun = 2;
}
