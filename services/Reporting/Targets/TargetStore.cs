using System.Collections.Immutable;
using Dapper;
using Microsoft.Data.Sqlite;
using SmartSectors.Registry;
using SmartSectors.Telemetry.Areas;
using SmartSectors.Telemetry.Rules;

namespace SmartSectors.Reporting.Targets;

/// <summary>What became of a change.</summary>
public enum TargetChange
{
    /// <summary>It is a target that was not known.</summary>
    Added,

    /// <summary>It is a new version.</summary>
    Changed,

    /// <summary>It says what is known already.</summary>
    Unchanged,

    /// <summary>No target has the id.</summary>
    Unknown,

    /// <summary>The id is another target's.</summary>
    Conflict,

    /// <summary>The version before it holds from a later moment on.</summary>
    TooEarly,

    /// <summary>The target was ended.</summary>
    Ended,

    /// <summary>There are as many targets as may be.</summary>
    Full,

    /// <summary>A release is being written to the same file; later it goes.</summary>
    Busy,
}

/// <summary>
/// The targets and all their versions, in reports.db beside the releases by which they are judged. Nothing is deleted, and
/// a version that was recorded is never changed.
/// </summary>
/// <remarks>I/O failures (a full disk, say) are thrown as <see cref="SqliteException"/>; nothing of the change holds then.</remarks>
public sealed class TargetStore : IDisposable
{
    // While a release is written nobody else writes to the file; who changes a target is told so instead of waiting.
    private const int BusySeconds = 2;
    private const int SqliteBusy = 5;

    private readonly ScriptedDatabase _database;
    private readonly SqliteConnection _writer;
    private readonly Lock _oneWriter = new();
    private readonly TargetRows _rows;
    private readonly TimeProvider _time;
    private readonly int _most;

    /// <summary>Opens the store or makes it.</summary>
    /// <param name="path">The database file, that of the releases; its folder exists.</param>
    /// <param name="most">So many targets are taken.</param>
    public TargetStore(string path, CurrentRulebook rules, AreaCatalog areas, TimeProvider time, int most)
    {
        _database = new ScriptedDatabase(path, typeof(TargetStore).Assembly);
        _writer = _database.OpenWriter();
        _writer.DefaultTimeout = BusySeconds;
        _rows = new TargetRows(rules, areas);
        (_time, _most) = (time, most);
    }

    /// <summary>All targets in the order of their ids, the ended ones among them.</summary>
    public IReadOnlyList<Target> All()
    {
        using var connection = _database.OpenReader();
        return _rows.Read(connection, id: null);
    }

    /// <summary>The target with an id; null where there is none.</summary>
    public Target? Find(string id)
    {
        using var connection = _database.OpenReader();
        return _rows.Read(connection, id) is [var target] ? target : null;
    }

    /// <summary>Adds a target; the same again changes nothing.</summary>
    /// <param name="from">It holds from here on.</param>
    /// <param name="by">Who sets it.</param>
    public (TargetChange Change, Target? Target) Add(TargetSubject subject, TargetTerms terms, DateTimeOffset? from, string by, string? note) => Write(() =>
    {
        if (Known(subject.Id) is { } known)
        {
            var isSame = known.Subject == subject && known.Newest is { IsEnd: false } newest && newest.Terms == terms;
            return (isSame ? TargetChange.Unchanged : TargetChange.Conflict, known);
        }

        if (_writer.ExecuteScalar<int>("SELECT count(*) FROM targets") >= _most) return (TargetChange.Full, null);
        _writer.Execute(
            "INSERT INTO targets VALUES (@Id, @indicator, @area, @statistic, @window)",
            new { subject.Id, indicator = (int)subject.Indicator.Number, area = subject.Area.Code, statistic = subject.Statistic.Code, window = (int)subject.Window });
        var version = Record(subject.Id, 1, terms, from, isEnd: false, by, note);
        return (TargetChange.Added, new Target(subject, [version]));
    });

    /// <summary>Gives a target other terms.</summary>
    /// <param name="from">They hold from here on, not before those that they replace.</param>
    public (TargetChange Change, Target? Target) Change(string id, TargetTerms terms, DateTimeOffset? from, string by, string? note) =>
        Append(id, newest => newest.Terms == terms && (from is null || from == newest.From) ? null : (terms, false), from, by, note);

    /// <summary>Ends a target: from then on it counts no more.</summary>
    public (TargetChange Change, Target? Target) End(string id, DateTimeOffset? from, string by, string note) =>
        Append(id, newest => (newest.Terms, true), from, by, note);

    public void Dispose()
    {
        _writer.Dispose();
        _database.CloseReaders();
    }

    private (TargetChange Change, Target? Target) Append(
        string id, Func<TargetVersion, (TargetTerms Terms, bool IsEnd)?> next, DateTimeOffset? from, string by, string? note) => Write(() =>
    {
        if (Known(id) is not { } known) return (TargetChange.Unknown, null);
        if (known.Newest.IsEnd) return (TargetChange.Ended, known);
        if (next(known.Newest) is not { } said) return (TargetChange.Unchanged, known);
        if ((from ?? _time.GetUtcNow()) < known.Newest.From) return (TargetChange.TooEarly, known);

        var version = Record(id, known.Newest.Number + 1, said.Terms, from, said.IsEnd, by, note);
        return (TargetChange.Changed, known with { Versions = known.Versions.Add(version) });
    });

    private Target? Known(string id) => _rows.Read(_writer, id) is [var target] ? target : null;

    private TargetVersion Record(string id, int number, TargetTerms terms, DateTimeOffset? from, bool isEnd, string by, string? note)
    {
        var now = Stored(_time.GetUtcNow());
        var version = new TargetVersion(number, terms, Stored(from ?? now), isEnd, now, by, note);
        _writer.Execute(
            "INSERT INTO target_versions VALUES (@id, @number, @from, @recorded, @by, @note, @isEnd, @baselineStart, @baseline, @deadline, @lowest, @highest)",
            new
            {
                id,
                number,
                from = version.From.ToUnixTimeMilliseconds(),
                recorded = now.ToUnixTimeMilliseconds(),
                by,
                note,
                isEnd,
                baselineStart = terms.Baseline.PeriodStartMs,
                baseline = terms.Baseline.Value,
                deadline = terms.DeadlineMs,
                lowest = terms.Goal.Lowest,
                highest = terms.Goal.Highest,
            });
        return version;
    }

    private (TargetChange Change, Target? Target) Write(Func<(TargetChange, Target?)> change)
    {
        lock (_oneWriter)
        {
            try
            {
                using var transaction = _writer.BeginTransaction();
                var outcome = change();
                transaction.Commit();
                return outcome;
            }
            catch (SqliteException busy) when (busy.SqliteErrorCode == SqliteBusy)
            {
                return (TargetChange.Busy, null);
            }
        }
    }

    // To the millisecond, as it is written: so it is the same before and after a restart.
    private static DateTimeOffset Stored(DateTimeOffset time) => DateTimeOffset.FromUnixTimeMilliseconds(time.ToUnixTimeMilliseconds());
}
