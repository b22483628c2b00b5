using SQLitePCL;

namespace SmartSectors.Storage.Sqlite;

/// <summary>A prepared statement. Bind, then <see cref="Run"/>, or <see cref="Step"/> through rows and <see cref="Reset"/>.</summary>
internal sealed class Statement(Database database, sqlite3_stmt handle) : IDisposable
{
    /// <summary>Parameters are numbered from 1.</summary>
    public Statement Bind(int index, long value)
    {
        Check(raw.sqlite3_bind_int64(handle, index, value));
        return this;
    }

    public Statement Bind(int index, double value)
    {
        Check(raw.sqlite3_bind_double(handle, index, value));
        return this;
    }

    public Statement Bind(int index, ReadOnlySpan<byte> value)
    {
        Check(raw.sqlite3_bind_blob(handle, index, value));
        return this;
    }

    public Statement Bind(int index, string value)
    {
        Check(raw.sqlite3_bind_text(handle, index, value));
        return this;
    }

    /// <summary>Runs a statement that gives no rows.</summary>
    public void Run()
    {
        var code = raw.sqlite3_step(handle);
        var reset = raw.sqlite3_reset(handle);
        if (code is not (raw.SQLITE_DONE or raw.SQLITE_ROW)) throw database.Error(code);
        Check(reset);
    }

    /// <summary>Moves to the next row; false, and reset, at the end.</summary>
    public bool Step()
    {
        var code = raw.sqlite3_step(handle);
        if (code == raw.SQLITE_ROW) return true;
        Reset();
        if (code != raw.SQLITE_DONE) throw database.Error(code);
        return false;
    }

    /// <summary>The first column of the first row; null when there is none or it is null. Reset afterwards.</summary>
    public long? FirstLong()
    {
        long? first = Step() && !IsNull(0) ? Long(0) : null;
        Reset();
        return first;
    }

    public void Reset() => raw.sqlite3_reset(handle);

    /// <summary>Columns are numbered from 0.</summary>
    public long Long(int column) => raw.sqlite3_column_int64(handle, column);

    public int Int(int column) => raw.sqlite3_column_int(handle, column);

    public double Double(int column) => raw.sqlite3_column_double(handle, column);

    public bool IsNull(int column) => raw.sqlite3_column_type(handle, column) == raw.SQLITE_NULL;

    /// <summary>A blob in place: good until the next step or reset.</summary>
    public ReadOnlySpan<byte> Blob(int column) => raw.sqlite3_column_blob(handle, column);

    public string Text(int column) => raw.sqlite3_column_text(handle, column).utf8_to_string();

    public void Dispose() => handle.Dispose();

    private void Check(int code)
    {
        if (code != raw.SQLITE_OK) throw database.Error(code);
    }
}
