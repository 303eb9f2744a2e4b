using Microsoft.Extensions.Options;
using OxiPortal.Domain.Sites;
using OxiPortal.Infrastructure.InstanceStore;
using OxiPortal.Infrastructure.Persistence;
using OxiPortal.Infrastructure.Queue;
using OxiPortal.Portal.Observability;

namespace OxiPortal.Portal.Administration;

/// <summary>Puts together what the status page shows. However many look, queue and store are looked at once in a while.</summary>
public sealed class ReadStatus(
    QueueWatch queue, StageTimes stages, WorkersSeen workers, MeasureStore measure, PortalMeter meter, CodecWatch codecs, IOptions<DatabaseOptions> database, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly Glance<StoreSize> _store = new(measure.RunAsync, TimeSpan.FromMinutes(5), time);
    private readonly long _started = time.GetTimestamp();

    /// <exception cref="AccessDeniedException">Not an administrator.</exception>
    public async Task<PortalStatus> RunAsync(Actor actor, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(actor);
        actor.MustBe(Role.Administrator);
        var look = await OrNothingAsync(queue.LookAsync(cancel).WaitAsync(Patience, cancel), cancel);
        return new PortalStatus(
            time.GetUtcNow(),
            look,
            queue.Points,
            stages.CompletedInLastHour,
            stages.Stages,
            Services(look?.State),
            await OrNothingAsync(_store.AskAsync(Patience, cancel), cancel),
            codecs.Figures,
            database.Value.IsSqlServer ? "SQL Server" : "SQLite, embedded",
            meter.Circuits,
            meter.Watchers,
            PortalTelemetry.Version,
            time.GetElapsedTime(_started));
    }

    private IReadOnlyList<ServiceSeen> Services(QueueState? state)
    {
        var inHand = (state?.InHand ?? []).CountBy(w => w.Worker).ToDictionary();
        return [.. workers.LastAsked.Keys.Union(inHand.Keys).Order(StringComparer.Ordinal).Select(name => new ServiceSeen(
            name, workers.LastAsked.TryGetValue(name, out var asked) ? asked : null, inHand.GetValueOrDefault(name)))];
    }

    // What a page about trouble shows must not fail with the trouble.
    private static async Task<T?> OrNothingAsync<T>(Task<T> asked, CancellationToken cancel)
        where T : class
    {
        try
        {
            return await asked;
        }
        catch (Exception) when (!cancel.IsCancellationRequested)
        {
            return null;
        }
    }
}
