using SmartSectors.Storage.Cells;
using SmartSectors.Storage.Erasure;
using SmartSectors.Storage.Readings;
using SmartSectors.Storage.Retention;
using SmartSectors.Storage.Sqlite;

namespace SmartSectors.Storage.Partitions;

/// <summary>The tables of a partition's database.</summary>
internal static class PartitionSchema
{
    /// <summary>
    /// WAL with NORMAL: a commit does not wait for the disk, a checkpoint does; what a power loss takes back is applied
    /// again from the log, which is kept until a checkpoint has it.
    /// </summary>
    public const string Pragmas =
        """
        PRAGMA page_size = 8192;
        PRAGMA journal_mode = WAL;
        PRAGMA synchronous = NORMAL;
        PRAGMA wal_autocheckpoint = 0;
        PRAGMA journal_size_limit = 1048576;
        PRAGMA cache_size = -512;
        """;

    public const string Tables = ChunkTable.Schema + CellTable.PacksSchema + KeptFrom.Schema + Anchors.Schema + RevisedCells.Schema + ErasureTable.Schema +
        """
        CREATE TABLE IF NOT EXISTS partition (
            id INTEGER PRIMARY KEY CHECK (id = 1), format INTEGER NOT NULL, commit_number INTEGER NOT NULL,
            cursor INTEGER NOT NULL, head BLOB NOT NULL, frontiers BLOB NOT NULL, crc INTEGER);
        CREATE TABLE IF NOT EXISTS sites (idx INTEGER PRIMARY KEY, sector INTEGER NOT NULL, id TEXT NOT NULL, commune TEXT NOT NULL);
        CREATE TABLE IF NOT EXISTS devices (idx INTEGER PRIMARY KEY, site INTEGER NOT NULL, id TEXT NOT NULL);
        CREATE TABLE IF NOT EXISTS series (idx INTEGER PRIMARY KEY, device INTEGER NOT NULL, indicator INTEGER NOT NULL);
        CREATE INDEX IF NOT EXISTS series_of_device ON series (device, indicator);
        CREATE TABLE IF NOT EXISTS residences (device INTEGER NOT NULL, from_ms INTEGER NOT NULL, site INTEGER NOT NULL,
            ordinal INTEGER NOT NULL, PRIMARY KEY (device, from_ms)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS pages (kind INTEGER NOT NULL, number INTEGER NOT NULL, commit_number INTEGER NOT NULL,
            bytes BLOB NOT NULL, crc INTEGER, PRIMARY KEY (kind, number));
        CREATE TABLE IF NOT EXISTS deltas (commit_number INTEGER PRIMARY KEY, bytes BLOB NOT NULL, crc INTEGER);
        CREATE TABLE IF NOT EXISTS segments (id INTEGER PRIMARY KEY, level INTEGER NOT NULL, first_ms INTEGER NOT NULL,
            last_ms INTEGER NOT NULL, readings INTEGER NOT NULL, bytes BLOB NOT NULL, crc INTEGER);
        CREATE TABLE IF NOT EXISTS cells (indicator INTEGER NOT NULL, window INTEGER NOT NULL, start INTEGER NOT NULL,
            site INTEGER NOT NULL, bytes BLOB NOT NULL, crc INTEGER, PRIMARY KEY (indicator, window, start, site)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS feed (commit_number INTEGER PRIMARY KEY, keys BLOB NOT NULL, traces BLOB NOT NULL, crc INTEGER);
        CREATE TABLE IF NOT EXISTS refused (id INTEGER PRIMARY KEY, at_ms INTEGER NOT NULL, reason INTEGER NOT NULL,
            topic TEXT NOT NULL, body BLOB NOT NULL);
        CREATE TABLE IF NOT EXISTS unknown (id INTEGER PRIMARY KEY AUTOINCREMENT, sector INTEGER NOT NULL, name TEXT NOT NULL, unit TEXT NOT NULL,
            receipt_ms INTEGER NOT NULL, readings INTEGER NOT NULL, bytes BLOB NOT NULL, crc INTEGER);
        CREATE INDEX IF NOT EXISTS unknown_by_name ON unknown (sector, name);
        CREATE TABLE IF NOT EXISTS unknown_dropped (id INTEGER PRIMARY KEY CHECK (id = 1), readings INTEGER NOT NULL);
        CREATE INDEX IF NOT EXISTS devices_by_id ON devices (id);
        CREATE INDEX IF NOT EXISTS sites_by_id ON sites (id);
        CREATE TABLE IF NOT EXISTS ledgers (site INTEGER PRIMARY KEY, balance BLOB NOT NULL, crc INTEGER);
        """;

    /// <summary>The tables whose blobs have a checksum each (<see cref="RowSum"/>); before format 3 none had.</summary>
    public static readonly string[] Summed = ["partition", "pages", "deltas", "segments", "chunks", "cells", "packs", "feed", "unknown", "ledgers"];

    /// <summary>Of two stays from one moment on the later written counts: it has taken the other's place.</summary>
    public const string ResidencesOfDevice = "SELECT from_ms, site, ordinal FROM residences WHERE device = ?1 ORDER BY from_ms";

    /// <summary>1 packed no cells, 2 had no checksums.</summary>
    public const int Format = 3;
}
