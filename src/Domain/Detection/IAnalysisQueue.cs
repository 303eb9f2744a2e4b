using OxiPortal.Domain.Imaging;
using OxiPortal.Domain.Sites;

namespace OxiPortal.Domain.Detection;

/// <summary>The right to analyse one instance until <paramref name="ExpiresAt"/>.</summary>
/// <param name="Attempt">From 1; the fencing token: what a lease of an earlier attempt sends is refused.</param>
/// <param name="TraceParent">W3C trace context of what asked for the work; null: nobody traced it.</param>
public sealed record AnalysisLease(
    AnalysisId AnalysisId, int Attempt, SiteId Site, StudyInstanceUid Study, SopInstanceUid Instance, DateTimeOffset ExpiresAt,
    string? TraceParent = null);

/// <summary>The machines' queue. Work is leased, not taken: a worker that dies loses its lease and the work is leased again.</summary>
public interface IAnalysisQueue
{
    /// <summary>The next pieces of work, waiting until there is one: the most urgent first, sites in turns, the oldest of a site first.</summary>
    /// <param name="worker">Who asks, for people.</param>
    /// <param name="most">As many as the worker can begin now, from 1.</param>
    /// <returns>One lease at least.</returns>
    Task<IReadOnlyList<AnalysisLease>> LeaseAsync(string worker, int most, CancellationToken cancel);

    /// <summary>Prolongs the lease. False: it was lost; stop and send nothing more.</summary>
    Task<bool> HeartbeatAsync(AnalysisLease lease, CancellationToken cancel);

    /// <summary>Records events under the lease, in their order, all or none. False: the lease was lost.</summary>
    Task<bool> ReportAsync(AnalysisLease lease, IReadOnlyList<AnalysisEvent> events, CancellationToken cancel);

    /// <summary>Keeps the result and its Completed event, and ends the work. False: the lease was lost, nothing was kept.</summary>
    Task<bool> CompleteAsync(AnalysisLease lease, AnalysisResult result, CancellationToken cancel);

    /// <summary>Ends the work. <paramref name="final"/> false: try again, until the attempts are used up.</summary>
    Task<bool> FailAsync(AnalysisLease lease, Refusal reason, bool final, CancellationToken cancel);

    /// <summary>Gives the work back undone because the worker stops: not counted as an attempt. False: the lease was lost.</summary>
    Task<bool> GiveBackAsync(AnalysisLease lease, Refusal reason, CancellationToken cancel);
}
