using System.Diagnostics;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using OxiPortal.Dicom.Imaging;
using OxiPortal.Domain.Detection;
using OxiPortal.Domain.Imaging;
using OxiPortal.Domain.Sites;
using OxiPortal.Inference.Pipeline;
using OxiPortal.Inference.Remote;
using OxiPortal.Inference.Service;
using OxiPortal.Infrastructure;
using OxiPortal.Infrastructure.Intake;
using OxiPortal.Infrastructure.Persistence;
using OxiPortal.Infrastructure.Persistence.Rows;
using OxiPortal.Infrastructure.ServiceTokens;
using OxiPortal.Portal.Api.Inference;
using OxiPortal.Portal.Hosting;

namespace OxiPortal.Cli.Benchmarking;

/// <summary>What draining a queue came to.</summary>
/// <param name="Films">Taken in.</param>
/// <param name="IntakeMs">A film, one upload after the other.</param>
/// <param name="Alone">One worker in the portal's own process, nobody beside it: what leasing costs by itself.</param>
/// <param name="DrainMs">A film, all services together, from the first lease to the last result.</param>
/// <param name="Times">What the services waited for over HTTP, each other included.</param>
/// <param name="BareCommitMs">One changed row in the same kind of database on the same disk: what any durable queue pays.</param>
/// <param name="Faults">Empty: each film was analysed once, and its events are without gaps.</param>
internal sealed record QueueBenchmarkResult(
    int Films, double IntakeMs, QueueTimes Alone, double DrainMs, QueueTimes Times, double BareCommitMs, IReadOnlyList<string> Faults);

/// <summary>
/// A real portal on a port and a fresh database, and inference services that talk to it over HTTP; only the models are left out. Everything lies in a
/// folder of its own and is deleted afterwards.
/// </summary>
internal static class QueueBenchmark
{
    private const int FilmsAtOnce = 8;
    private const int BareCommits = 200;

    private static readonly Actor Bench = new(Guid.CreateVersion7(), "Benchmark", SiteId.Default, new HashSet<Role> { Role.Radiologist, Role.Administrator });

    /// <param name="films">To queue.</param>
    /// <param name="services">That share them.</param>
    /// <param name="progress">Told how many films are taken in, then how many are analysed.</param>
    public static async Task<QueueBenchmarkResult> RunAsync(int films, int services, Action<string, int> progress, CancellationToken cancel)
    {
        var folder = Directory.CreateTempSubdirectory("oxi-bench-queue-");
        try
        {
            string[] settings = ["--Inference:Embedded=false", "--Portal:ServiceRequestsPerMinute=1000000"];
            await using var portal = PortalHost.Build(new PortalStart(Demo: false, folder.FullName, "http://127.0.0.1:0", settings), Quiet);
            await portal.Services.PrepareInfrastructureAsync(cancel);
            await portal.StartAsync(cancel);
            var started = Stopwatch.GetTimestamp();
            await TakeInAsync(portal.Services.GetRequiredService<TakeInUpload>(), films, progress, cancel);
            var intake = Stopwatch.GetElapsedTime(started);
            var active = portal.Services.GetRequiredService<ActiveModels>();
            var analyser = new NoTimeAnalyser(active.Identity, active.Classes[0], FilmsAtOnce);
            var alone = new QueueTimes();
            var (first, by) = (Math.Max(1, films / 20), Math.Max(1, films / 10));
            // What is done for the first time is compiled and planned on the way: not counted.
            await WorkAloneAsync(portal.Services, first, analyser, new QueueTimes(), cancel);
            await WorkAloneAsync(portal.Services, by - first, analyser, alone, cancel);
            var times = new QueueTimes();
            var drain = await DrainAsync(portal, films, services, analyser, times, progress, cancel);
            var faults = await FaultsAsync(portal.Services, films, cancel);
            await portal.StopAsync(cancel);
            return new(films, intake.TotalMilliseconds / films, alone, drain.TotalMilliseconds / (films - by), times, await BareCommitAsync(folder.FullName, cancel), faults);
        }
        finally
        {
            SqliteConnection.ClearAllPools();
            folder.Delete(recursive: true);
        }
    }

    private static void Quiet(WebApplicationBuilder builder) => builder.Logging.ClearProviders();

    private static async Task TakeInAsync(TakeInUpload takeIn, int films, Action<string, int> progress, CancellationToken cancel)
    {
        var done = 0;
        foreach (var film in TinyFilms.Draw(films))
        {
            using var content = new MemoryStream(film);
            var outcome = (await takeIn.RunAsync(Bench, "film.dcm", content, cancel)).Single();
            if (!outcome.Queued)
                throw new InvalidOperationException($"A film of the benchmark was not queued: {outcome.Sentence}");
            progress("taken in", ++done);
        }
    }

    private static async Task WorkAloneAsync(IServiceProvider services, int films, NoTimeAnalyser analyser, QueueTimes times, CancellationToken cancel)
    {
        var queue = new TimedQueue(services.GetRequiredService<IAnalysisQueue>(), times);
        var job = new AnalysisJob(
            queue, services.GetRequiredService<IInstanceFiles>(), services.GetRequiredService<PixelDecoder>(), analyser, TimeSpan.FromSeconds(10), TimeProvider.System,
            services.GetRequiredService<ILogger<AnalysisJob>>());
        for (var left = films; left > 0;)
        {
            var leases = await queue.LeaseAsync("alone", Math.Min(left, FilmsAtOnce), cancel);
            foreach (var lease in leases)
                await job.RunAsync(lease, cancel);
            left -= leases.Count;
        }
    }

    private static async Task<TimeSpan> DrainAsync(
        WebApplication portal, int films, int services, NoTimeAnalyser analyser, QueueTimes times, Action<string, int> progress, CancellationToken cancel)
    {
        var address = PortalAddress.Parse(portal.Urls.First().TrimEnd('/') + "/", allowHttp: false);
        var contexts = portal.Services.GetRequiredService<IDbContextFactory<PortalDb>>();
        var hosts = new List<IHost>();
        var started = Stopwatch.GetTimestamp();
        try
        {
            for (var number = 1; number <= services; number++)
            {
                var issued = await portal.Services.GetRequiredService<IssueServiceToken>().RunAsync(
                    Bench, $"bench {number}", new HashSet<ServiceScope> { ServiceScope.Inference }, 1, cancel);
                hosts.Add(Service(address, ServiceToken.Parse(issued.Token!), analyser, times));
            }
            started = Stopwatch.GetTimestamp();
            await Task.WhenAll(hosts.Select(host => host.StartAsync(cancel)));
            for (var left = films; left > 0;)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(200), cancel);
                await using var db = await contexts.CreateDbContextAsync(cancel);
                left = await db.AnalysisJobs.CountAsync(j => j.State != JobState.Done, cancel);
                progress("analysed", films - left);
            }
            return Stopwatch.GetElapsedTime(started);
        }
        finally
        {
            foreach (var host in hosts)
            {
                await host.StopAsync(CancellationToken.None);
                host.Dispose();
            }
        }
    }

    private static IHost Service(Uri portal, ServiceToken token, NoTimeAnalyser analyser, QueueTimes times)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddInferenceService(_ => { }).AddRemotePortal(portal, token);
        builder.Services.AddSingleton<IFilmAnalyser>(analyser);
        builder.Services.AddSingleton<HttpAnalysisQueue>();
        builder.Services.AddSingleton<IAnalysisQueue>(provider => new TimedQueue(provider.GetRequiredService<HttpAnalysisQueue>(), times));
        return builder.Build();
    }

    /// <summary>Whether every film was analysed once, at its first attempt, and no event is missing or doubled.</summary>
    private static async Task<IReadOnlyList<string>> FaultsAsync(IServiceProvider services, int films, CancellationToken cancel)
    {
        await using var db = await services.GetRequiredService<IDbContextFactory<PortalDb>>().CreateDbContextAsync(cancel);
        List<string> faults = [];
        Check(await db.Analyses.CountAsync(cancel), films, "analyses");
        Check(await db.Analyses.Select(a => a.InstanceKey).Distinct().CountAsync(cancel), films, "analysed films");
        Check(await db.AnalysisJobs.CountAsync(j => j.State == JobState.Done && j.Attempt == 1, cancel), films, "jobs done at their first attempt");
        Check(await db.AnalysisEvents.CountAsync(e => e.Kind == "Completed", cancel), films, "Completed events");
        Check(await db.Studies.CountAsync(s => db.AnalysisEvents.Count(e => e.SiteId == s.SiteId && e.StudyKey == s.Id) == s.LastEventSequence, cancel), films, "studies without a gap");
        return faults;

        void Check(int found, int expected, string what)
        {
            if (found != expected)
                faults.Add($"{found} {what} instead of {expected}");
        }
    }

    private static async Task<double> BareCommitAsync(string folder, CancellationToken cancel)
    {
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(folder, "bare.db")}");
        await connection.OpenAsync(cancel);
        await using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA journal_mode=WAL; CREATE TABLE Bare (Id INTEGER PRIMARY KEY, Value INTEGER); INSERT INTO Bare VALUES (1, 0);";
        await command.ExecuteNonQueryAsync(cancel);
        command.CommandText = "UPDATE Bare SET Value = Value + 1 WHERE Id = 1;";
        var started = Stopwatch.GetTimestamp();
        for (var i = 0; i < BareCommits; i++)
            await command.ExecuteNonQueryAsync(cancel);
        return Stopwatch.GetElapsedTime(started).TotalMilliseconds / BareCommits;
    }
}
