using System.Globalization;
using System.Net;
using Microsoft.Extensions.Logging;
using OxiPortal.Domain.Detection;
using OxiPortal.Inference.Pipeline;
using OxiPortal.Inference.Service;

namespace OxiPortal.Inference.Remote;

/// <summary>
/// The portal's queue over HTTP. What is sent under a lease is tried again until the lease ends; events are numbered, so that one whose answer was
/// lost is recorded once.
/// </summary>
/// <param name="portal">Asks it.</param>
/// <param name="identity">What this service runs: named with each request for work.</param>
/// <param name="held">The leases of this process.</param>
/// <param name="pauses">Between requests for work while the portal is away.</param>
/// <param name="refusal">Where the portal does not let the service in, nothing is asked any more.</param>
/// <param name="time">For limits and pauses.</param>
/// <param name="log">No patient data.</param>
public sealed class HttpAnalysisQueue(
    PortalClient portal, PipelineIdentity identity, HeldLeases held, RetryPauses pauses, PortalRefusal refusal, TimeProvider time,
    ILogger<HttpAnalysisQueue> log) : IAnalysisQueue
{
    private static readonly TimeSpan OneTry = TimeSpan.FromSeconds(30);

    /// <summary>A service with other models asks once in this time.</summary>
    public static readonly TimeSpan PauseOfOtherModels = TimeSpan.FromMinutes(1);

    // A process that is told to stop has little time left to give its work back.
    private static readonly TimeSpan GiveBackWithin = TimeSpan.FromSeconds(8);

    private bool _letIn;

    /// <summary>Waits for work for as long as it takes: while the portal is away, or runs other models, too.</summary>
    public async Task<IReadOnlyList<AnalysisLease>> LeaseAsync(string worker, int most, CancellationToken cancel)
    {
        var request = new LeaseRequest(ServiceHello.Of(worker, identity), Math.Min(most, InferenceWire.MostLeases), InferenceWire.LongestWait.TotalSeconds);
        for (var failures = 0; ;)
        {
            try
            {
                // One try: the loop around it is the retry, and without an end.
                var answer = await portal.SendAsync(
                    HttpMethod.Post, "lease", request, InferenceWire.LongestWait + OneTry, () => DateTimeOffset.MinValue, cancel);
                if (answer.ProblemType == InferenceWire.OtherModels)
                {
                    RemoteLog.OtherModels(log, answer.Sentence, PauseOfOtherModels.TotalSeconds);
                    await Task.Delay(PauseOfOtherModels, time, cancel);
                    continue;
                }
                if (answer.Status is not (HttpStatusCode.OK or HttpStatusCode.NoContent))
                    throw new QueueException($"The portal gave no work: {answer.Sentence}");
                if (!_letIn)
                    RemoteLog.LetIn(log, identity);
                (_letIn, failures) = (true, 0);
                if (answer.Status == HttpStatusCode.OK)
                    return Held(answer.Read<LeasesAnswer>());
            }
            catch (QueueException e)
            {
                // Whoever is not let in waits to be stopped.
                if (refusal.Sentence is not null)
                    await Task.Delay(Timeout.InfiniteTimeSpan, time, cancel);
                var pause = pauses.After(++failures);
                RemoteLog.NoAnswer(log, e.Message, pause.TotalSeconds);
                await Task.Delay(pause, time, cancel);
            }
        }
    }

    public Task<bool> HeartbeatAsync(AnalysisLease lease, CancellationToken cancel) => UnderLeaseAsync(lease, "heartbeat", null, null, cancel);

    public async Task<bool> ReportAsync(AnalysisLease lease, IReadOnlyList<AnalysisEvent> events, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(events);
        if (held.Find(lease) is not { } mine)
            return false;
        foreach (var some in events.Chunk(InferenceWire.MostEventsAtOnce))
        {
            if (!await UnderLeaseAsync(lease, string.Create(CultureInfo.InvariantCulture, $"events/{mine.NextEvent}"), new EventsNote(some), null, cancel))
                return false;
            mine.NextEvent += some.Length;
        }
        return true;
    }

    public Task<bool> CompleteAsync(AnalysisLease lease, AnalysisResult result, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(result);
        return EndAsync(lease, "result", result, null, cancel);
    }

    public Task<bool> FailAsync(AnalysisLease lease, Refusal reason, bool final, CancellationToken cancel) =>
        EndAsync(lease, "failure", new FailureNote(reason, final), null, cancel);

    public Task<bool> GiveBackAsync(AnalysisLease lease, Refusal reason, CancellationToken cancel) =>
        EndAsync(lease, "return", new FailureNote(reason, Final: false), time.GetUtcNow() + GiveBackWithin, cancel);

    private IReadOnlyList<AnalysisLease> Held(LeasesAnswer answer)
    {
        try
        {
            return answer.Leases.Count > 0 ? [.. answer.Leases.Select(held.Add)] : throw new FormatException();
        }
        catch (Exception e) when (e is FormatException or OverflowException)
        {
            throw new QueueException("What the portal answered is no lease.", e);
        }
    }

    private async Task<bool> EndAsync(AnalysisLease lease, string act, object body, DateTimeOffset? latest, CancellationToken cancel)
    {
        var done = await UnderLeaseAsync(lease, act, body, latest, cancel);
        held.Remove(lease);
        return done;
    }

    /// <exception cref="QueueException">The lease ended without an answer, or the portal would not keep what was sent.</exception>
    private async Task<bool> UnderLeaseAsync(AnalysisLease lease, string act, object? body, DateTimeOffset? latest, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(lease);
        if (held.Find(lease) is not { } mine)
            return false;
        var sentAt = time.GetUtcNow();
        var path = string.Create(CultureInfo.InvariantCulture, $"leases/{lease.AnalysisId}/{lease.Attempt}/{act}");
        var answer = await portal.SendAsync(HttpMethod.Post, path, body, OneTry, () => latest is { } soon && soon < mine.EndsAt ? soon : mine.EndsAt, cancel);
        switch (answer.Status)
        {
            case HttpStatusCode.NoContent:
                mine.Prolong(sentAt);
                return true;
            case HttpStatusCode.Conflict:
                RemoteLog.NotTaken(log, lease.AnalysisId, lease.Attempt, answer.Sentence);
                held.Remove(lease);
                return false;
            default:
                throw new QueueException($"The portal refused what this service sent: {answer.Sentence}") { IsRefusal = true };
        }
    }
}
