using System.Diagnostics;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using OxiPortal.Domain.Detection;
using OxiPortal.Domain.Reading;
using OxiPortal.EndToEnd.Support;
using OxiPortal.Infrastructure.Persistence;
using OxiPortal.Infrastructure.Persistence.Rows;

namespace OxiPortal.Chaos.Tests;

/// <summary>What the run asks the portal's database from beside the portal.</summary>
internal sealed class PortalRecord(string database)
{
    private readonly string _connection = PortalDatabase.Connection(database);

    public PortalDb Open() => PortalDatabase.Open(database);

    public async Task<int> ScoredSegmentsAsync()
    {
        await using var db = Open();
        return await db.AnalysisEvents.CountAsync(e => e.Kind == nameof(AnalysisEvent.SegmentScored));
    }

    public async Task<int> UnfinishedJobsAsync()
    {
        await using var db = Open();
        return await db.AnalysisJobs.CountAsync(j => j.State != JobState.Done);
    }

    /// <summary>Until nothing waits to be analysed, or the time is up.</summary>
    public async Task DrainedAsync(TimeSpan atMost)
    {
        var began = Stopwatch.StartNew();
        do
            await Task.Delay(250);
        while (began.Elapsed < atMost && await UnfinishedJobsAsync() > 0);
    }

    /// <summary>A study of one analysed film whose read is not submitted: the oldest; null: none.</summary>
    public async Task<string?> StudyToReadAsync()
    {
        await using var db = Open();
        return await db.Studies
            .Where(s => s.Instances.Count == 1 && s.Instances.All(i => i.State == AnalysisState.Completed) && !s.Reads.Any(r => r.State == ReadState.Submitted))
            .OrderBy(s => s.ReceivedAt)
            .Select(s => s.StudyInstanceUid)
            .FirstOrDefaultAsync();
    }

    /// <summary>Holds the database as a backup or a tool would.</summary>
    public async Task LockAsync(TimeSpan lasts)
    {
        await using var connection = new SqliteConnection(_connection);
        await connection.OpenAsync();
        await using var hold = connection.CreateCommand();
        hold.CommandText = "BEGIN EXCLUSIVE";
        await hold.ExecuteNonQueryAsync();
        await Task.Delay(lasts);
        hold.CommandText = "ROLLBACK";
        await hold.ExecuteNonQueryAsync();
    }

    /// <summary>"ok", or what SQLite says is wrong.</summary>
    public async Task<string> IntegrityAsync()
    {
        await using var connection = new SqliteConnection(_connection);
        await connection.OpenAsync();
        await using var check = connection.CreateCommand();
        check.CommandText = "PRAGMA integrity_check";
        var integrity = (string)(await check.ExecuteScalarAsync())!;
        check.CommandText = "PRAGMA foreign_key_check";
        await using var reader = await check.ExecuteReaderAsync();
        return await reader.ReadAsync() ? $"{integrity}; a foreign key of {reader.GetString(0)} points nowhere" : integrity;
    }
}
