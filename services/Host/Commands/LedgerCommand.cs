using System.CommandLine;
using System.Globalization;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Readings;
using Spectre.Console;

namespace SmartSectors.Host.Commands;

/// <summary><c>ledger</c>: what became of the readings received. Exit code 1 when the books do not close.</summary>
internal static class LedgerCommand
{
    public static Command Create()
    {
        var device = new Option<string>("--device") { HelpName = "ID", Description = "Of one device." };
        var site = new Option<string>("--site") { HelpName = "ID", Description = "Of one site." };
        var area = new Option<string>("--area") { HelpName = "CODE", Description = "Of the sites of an area: VN, a province or a commune." };
        var command = new Command("ledger", "Prints what became of the readings received: of the platform, or of one device, site or area.")
        {
            device, site, area,
        };
        command.Validators.Add(result =>
        {
            if (new Option[] { device, site, area }.Count(option => result.GetResult(option) is not null) > 1)
            {
                result.AddError("Only one of --device, --site and --area may be given.");
            }
        });
        command.SetAction<ILedgerQuery>((ledger, parsed, cancellationToken) => (parsed.GetValue(device), parsed.GetValue(site), parsed.GetValue(area)) switch
        {
            ({ } id, _, _) => PrintOneAsync($"device {id}", ledger.ForDeviceAsync(id, cancellationToken)),
            (_, { } id, _) => PrintOneAsync($"site {id}", ledger.ForSiteAsync(id, cancellationToken)),
            (_, _, { } code) => PrintOneAsync($"area {code}", ledger.ForAreaAsync(code, cancellationToken)),
            _ => PrintAllAsync(ledger, cancellationToken),
        });
        return command;
    }

    private static async Task<int> PrintAllAsync(ILedgerQuery ledger, CancellationToken cancellationToken) =>
        Print(("platform", await ledger.TotalAsync(cancellationToken)), ("unattributed", await ledger.UnattributedAsync(cancellationToken)));

    private static async Task<int> PrintOneAsync(string of, ValueTask<LedgerBalance?> asked)
    {
        if (await asked is { } balance) return Print((of, balance));
        await Console.Error.WriteLineAsync($"There is no {of}.");
        return ExitCode.CannotRun;
    }

    private static int Print(params (string Of, LedgerBalance Balance)[] books)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumn("readings");
        foreach (var (of, _) in books) table.AddColumn(new TableColumn(Markup.Escape(of)).RightAligned());

        void AddRow(string name, Func<LedgerBalance, string> figure) =>
            table.AddRow([name, .. books.Select(book => figure(book.Balance))]);

        AddRow("received", balance => Whole(balance.Received));
        AddRow("stored", balance => Whole(balance.Stored));
        AddRow("duplicates", balance => Whole(balance.Duplicates));
        foreach (var reason in books.SelectMany(book => book.Balance.Rejected).Where(entry => entry.Value > 0).Select(entry => entry.Key).Distinct().Order())
        {
            AddRow($"rejected {reason.Code()}", balance => Whole(balance.Rejected.GetValueOrDefault(reason)));
        }
        AddRow("pending", balance => Whole(balance.Pending));
        AddRow("closes", balance => balance.Closes ? "yes" : "NO");
        AnsiConsole.Write(table);
        return books.All(book => book.Balance.Closes) ? ExitCode.Clean : ExitCode.Failed;
    }

    private static string Whole(long count) => count.ToString("N0", CultureInfo.InvariantCulture);
}
