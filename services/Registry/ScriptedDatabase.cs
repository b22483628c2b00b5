using System.Globalization;
using System.Reflection;
using Dapper;
using Microsoft.Data.Sqlite;

namespace SmartSectors.Registry;

/// <summary>
/// A SQLite file that is brought up to date by numbered scripts: its connections. Every commit is on the disk when it
/// returns.
/// </summary>
/// <param name="path">The file; its folder exists.</param>
/// <param name="scripts">Has them as resources: <c>Sql/001_….sql</c>, whose number is the version that it leads to.</param>
public sealed class ScriptedDatabase(string path, Assembly scripts)
{
    private readonly string _readOnly = new SqliteConnectionStringBuilder
    {
        DataSource = path,
        Mode = SqliteOpenMode.ReadOnly,
    }.ToString();

    /// <summary>Opens the one writing connection and brings the tables up to this build's scripts.</summary>
    public SqliteConnection OpenWriter()
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = SqliteOpenMode.ReadWriteCreate,
            ForeignKeys = true,
            Pooling = false,
        }.ToString());
        try
        {
            connection.Open();
            // FULL: what was answered survives a power cut, as the reading log's records do.
            connection.Execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;");
            Migrate(connection);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>A connection from the pool, for one query.</summary>
    public SqliteConnection OpenReader()
    {
        var connection = new SqliteConnection(_readOnly);
        connection.Open();
        return connection;
    }

    /// <summary>Closes the pooled connections, so that the file can be moved or removed.</summary>
    public void CloseReaders()
    {
        using var connection = new SqliteConnection(_readOnly);
        SqliteConnection.ClearPool(connection);
    }

    private void Migrate(SqliteConnection connection)
    {
        var steps = Steps();
        var version = connection.ExecuteScalar<int>("PRAGMA user_version");
        if (version > steps.Count)
            throw new InvalidDataException($"{path} is of version {version}, and this build knows {steps.Count}: it was written by a newer one");

        for (; version < steps.Count; version++)
        {
            using var transaction = connection.BeginTransaction();
            connection.Execute(steps[version], transaction: transaction);
            connection.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA user_version = {version + 1}"), transaction: transaction);
            transaction.Commit();
        }
    }

    private List<string> Steps() =>
        [.. scripts.GetManifestResourceNames()
            .Where(name => name.StartsWith("Sql/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(name =>
            {
                using var reader = new StreamReader(scripts.GetManifestResourceStream(name)!);
                return reader.ReadToEnd();
            })];
}
