using System.Data.Common;
using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using OxiPortal.Domain.Detection;
using OxiPortal.Domain.Reading;
using OxiPortal.Domain.Sites;
using OxiPortal.Infrastructure.Administration;
using OxiPortal.Infrastructure.Exports;
using OxiPortal.Infrastructure.Persistence;
using OxiPortal.Infrastructure.Queue;
using OxiPortal.Infrastructure.Reading;
using OxiPortal.Infrastructure.ServiceTokens;
using OxiPortal.Infrastructure.Tests.Support;
using OxiPortal.Infrastructure.Worklists;

namespace OxiPortal.Infrastructure.Tests.Persistence;

/// <summary>What each use case asks, and by which index it is answered (docs/sql-server.md, "Index plan"): no growing table is read from end to end.</summary>
public sealed partial class QueryPlanTests : DbCommandInterceptor
{
    private readonly List<(string Sql, (string Name, object? Value)[] Parameters)> _asked = [];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        lock (_asked)
            _asked.Add((command.CommandText, [.. command.Parameters.Cast<DbParameter>().Select(p => (p.ParameterName, p.Value))]));
        return new(result);
    }

    [Fact]
    public async Task NoUseCaseReadsAGrowingTableFromEndToEnd()
    {
        await using var portal = await TestPortal.StartAsync("Sqlite", services => services.ConfigureDbContext<PortalDb>(builder => builder.AddInterceptors(this)));
        var film = new TestFilm();
        var unused = new List<string>();

        await DuringAsync("intake", ["IX_Instances_SiteId_SopInstanceUid", "IX_Studies_SiteId_StudyInstanceUid", "IX_Series_SiteId_SeriesInstanceUid", "IX_Patients_SiteId_LinkKeyHash_Ordinal"], () => portal.UploadAsync(film.ToBytes()));
        var lease = await DuringAsync("lease", ["IX_AnalysisJobs_State_LeaseExpiresAt", "IX_AnalysisJobs_SiteId_State_Priority_NotBefore"], () => portal.Get<IAnalysisQueue>().LeaseAsync("worker", Cancel));
        await DuringAsync("event", [], () => portal.Get<IAnalysisQueue>().ReportAsync(lease, new AnalysisEvent.RegionsFound([], null), Cancel));
        await DuringAsync("numbered event", ["sqlite_autoindex_AnalysisEvents_1"], () => portal.Get<RemoteWork>().ReportAsync(lease, 1, [new AnalysisEvent.RegionsFound([], null)], Cancel));
        await DuringAsync("completion", [], () => portal.Get<IAnalysisQueue>().CompleteAsync(lease, Results.Of(0.9, Results.Nodule), Cancel));
        await DuringAsync("watching", ["IX_Studies_SiteId_StudyInstanceUid", "sqlite_autoindex_AnalysisEvents_1"], async () =>
        {
            await using var events = portal.Get<IAnalysisEvents>().Watch(SiteId.Default, film.StudyUid(), 0, Cancel).GetAsyncEnumerator(Cancel);
            return await events.MoveNextAsync();
        });
        await DuringAsync("worklist", ["IX_Studies_SiteId_StudyInstanceUid", "IX_Instances_StudyKey"], () => portal.Get<ListWorklist>().RunAsync(Actors.Radiologist, new WorklistFilter(), Cancel));
        await DuringAsync("open study", ["IX_Studies_SiteId_StudyInstanceUid", "IX_Reads_StudyKey", "sqlite_autoindex_Analyses_1"], () => portal.OpenAsync(Actors.Radiologist, film.StudyUid()));
        await DuringAsync("open film", ["IX_Instances_SiteId_SopInstanceUid"], async () =>
        {
            await using var opened = await portal.Get<OpenInstance>().RunAsync(Actors.Radiologist, film.StudyUid(), film.InstanceUid(), Cancel);
            return opened;
        });
        var saved = await DuringAsync("verdict", ["IX_Reads_SiteId_StudyKey_ReaderId", "IX_Verdicts_ReadKey"], () => portal.JudgeAsync(Actors.Radiologist, lease, 1, VerdictKind.Accepted));
        await DuringAsync("submission", ["IX_Reads_SiteId_StudyKey_ReaderId", "IX_Verdicts_ReadKey"], () => portal.SubmitAsync(Actors.Radiologist, film.StudyUid()));
        await DuringAsync("reviews", ["IX_Reviews_SiteId_VerdictKey"], () => portal.Get<ListReviews>().RunAsync(Actors.QA, Cancel));
        await DuringAsync("review", [], () => portal.Get<ReviewVerdict>().RunAsync(Actors.QA, saved.Verdict!.Id, ReviewDecision.Confirmed, null, Cancel));
        await DuringAsync("export", ["IX_TrainingLabels_SiteId_TrackingUid_Revision"], () => portal.Get<ExportDataset>().RunAsync(Actors.Administrator, noBurnedInTextConfirmed: true, new MemoryStream(), Cancel));
        await DuringAsync("failed films", ["IX_Instances_SiteId"], () => portal.Get<ListFailedAnalyses>().RunAsync(Actors.Administrator, Cancel));
        await DuringAsync("token", ["IX_ServiceTokens_TokenHash"], () => portal.Get<CheckServiceToken>().RunAsync("oxi_" + new string('a', 43), Cancel));
        await DuringAsync("audit by patient", ["IX_AuditEntries_SiteId_PatientKey_At"], async () =>
        {
            await using var db = portal.Db();
            var (patient, site) = (Guid.NewGuid(), SiteId.Default.Value);
            return await db.AuditEntries.Where(e => e.SiteId == site && e.PatientKey == patient).OrderBy(e => e.At).ToListAsync(Cancel);
        });

        Assert.Empty(unused);

        async Task<T> DuringAsync<T>(string useCase, string[] indexes, Func<Task<T>> work)
        {
            lock (_asked)
                _asked.Clear();
            var result = await work();
            List<(string Sql, (string Name, object? Value)[] Parameters)> asked;
            lock (_asked)
                asked = [.. _asked.Where(a => a.Sql.StartsWith("SELECT", StringComparison.Ordinal))];
            Assert.NotEmpty(asked);
            var plans = new List<string>();
            foreach (var (sql, parameters) in asked)
            {
                var plan = await PlanAsync(portal, sql, parameters);
                var scans = Scans(plan).Except(Sites().Matches(sql).Select(m => $"SCAN {m.Groups[1].Value}")).ToList();
                Assert.True(scans.Count == 0, $"{useCase} reads whole tables: {string.Join("; ", scans)}\n{sql}");
                plans.AddRange(plan);
            }
            unused.AddRange(indexes.Where(index => !plans.Exists(line => line.Contains(index, StringComparison.Ordinal)))
                .Select(index => $"{useCase} does not use {index}, but: {string.Join("; ", plans)}"));
            return result;
        }
    }

    [Theory]
    [InlineData("SELECT * FROM Instances WHERE ByteLength = 5", 1)]
    [InlineData("SELECT * FROM Instances WHERE SiteId = 1 AND SopInstanceUid = 'a'", 0)]
    [InlineData("SELECT * FROM (SELECT StudyKey, COUNT(*) AS n FROM Instances WHERE SiteId = 1 GROUP BY StudyKey) AS s", 0)]
    public async Task AReadFromEndToEndIsFound(string sql, int scans)
    {
        await using var portal = await TestPortal.StartAsync("Sqlite");

        Assert.Equal(scans, Scans(await PlanAsync(portal, sql, [])).Count);
    }

    private static async Task<List<string>> PlanAsync(TestPortal portal, string sql, (string Name, object? Value)[] parameters)
    {
        var plan = new List<string>();
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(portal.Folder, "oxiportal.db")};Mode=ReadOnly;Pooling=False");
        await connection.OpenAsync(Cancel);
        await using var explain = connection.CreateCommand();
        explain.CommandText = "EXPLAIN QUERY PLAN " + sql;
        foreach (var (name, value) in parameters)
            explain.Parameters.AddWithValue(name, value ?? DBNull.Value);
        await using var lines = await explain.ExecuteReaderAsync(Cancel);
        while (await lines.ReadAsync(Cancel))
            plan.Add(lines.GetString(3));
        return plan;
    }

    /// <summary>The plan's lines that read a whole table, made-up ones left out.</summary>
    private static List<string> Scans(List<string> plan)
    {
        var madeUp = plan.Select(line => MadeUp().Match(line)).Where(m => m.Success).Select(m => m.Groups[1].Value).ToHashSet(StringComparer.Ordinal);
        return [.. plan.Where(line => Scan().Match(line) is { Success: true } scan && !madeUp.Contains(scan.Groups[1].Value) && line != "SCAN CONSTANT ROW" && !line.Contains("VIRTUAL TABLE", StringComparison.Ordinal))];
    }

    [GeneratedRegex(@"^(?:CO-ROUTINE|MATERIALIZE) (\S+)", RegexOptions.NonBacktracking)]
    private static partial Regex MadeUp();

    // A table with a row a site does not grow.
    [GeneratedRegex("\"Sites\" AS \"(\\w+)\"", RegexOptions.NonBacktracking)]
    private static partial Regex Sites();

    [GeneratedRegex(@"^SCAN (\w+)", RegexOptions.NonBacktracking)]
    private static partial Regex Scan();
}
