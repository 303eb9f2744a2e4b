using OxiPortal.Domain.Detection;
using OxiPortal.Inference.Pipeline;
using OxiPortal.Inference.Remote;
using OxiPortal.Infrastructure.Queue;
using OxiPortal.Infrastructure.ServiceTokens;

namespace OxiPortal.Portal.Api.Inference;

/// <summary>
/// Gives out work. A request may wait for it; a token that is revoked meanwhile gets none. A lease whose answer never arrives is nobody's and runs
/// out: that is what leases are for.
/// </summary>
internal static class LeaseEndpoint
{
    // A revoked token is told so within this time, wherever it waits.
    private static readonly TimeSpan LookAtTokenEvery = TimeSpan.FromSeconds(3);

    private static readonly Refusal NobodyThere = new(RefusalCodes.Failed, "The inference service had gone before it got the film.");

    public static async Task<IResult> LeaseAsync(
        HttpContext context, RemoteWork work, IAnalysisQueue queue, CheckServiceToken tokens, ActiveModels active, TimeProvider time,
        IHostApplicationLifetime lifetime, CancellationToken cancel)
    {
        if (ServiceClaims.From(context.User) is not { } service)
            return Answers.NoSite;
        var (request, problem) = await SentJson.ReadAsync<LeaseRequest>(context.Request, InferenceWire.MostSmallBytes, cancel);
        if (request is null)
            return problem!;
        if (SentChecks.Lease(request) is { } fault)
            return Answers.Refused(fault);
        var theirs = new PipelineIdentity(request.Service.PipelineVersion, new ModelSet(request.Service.Models));
        if (!active.Identity.IsSameAs(theirs))
            return Answers.OtherModels(active.Identity, theirs);

        var worker = service.Name.Length == 0 ? request.Service.Worker : $"{service.Name}: {request.Service.Worker}";
        var until = time.GetUtcNow() + TimeSpan.FromSeconds(Math.Min(request.WaitSeconds, InferenceWire.LongestWait.TotalSeconds));
        // A portal that stops keeps nobody waiting.
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel, lifetime.ApplicationStopping);
        try
        {
            while (true)
            {
                var left = until - time.GetUtcNow();
                var leases = await work.LeaseAsync(service.Site, worker, request.Most, left < LookAtTokenEvery ? left : LookAtTokenEvery, patience.Token);
                var letIn = await tokens.IsStillValidAsync(service.TokenId, CancellationToken.None);
                if (leases.Count > 0 && letIn && !cancel.IsCancellationRequested)
                    return Results.Json(new LeasesAnswer([.. leases.Select(l => Answer(l, work.LeaseSeconds))]), DetectionJson.Options);
                foreach (var lease in leases)
                    await queue.GiveBackAsync(lease, NobodyThere, CancellationToken.None);
                if (!letIn)
                    return Answers.TokenRevoked;
                if (leases.Count > 0 || time.GetUtcNow() >= until)
                    return Answers.Done;
            }
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return Answers.Done;
        }
    }

    private static LeaseAnswer Answer(AnalysisLease lease, double seconds) => new(
        lease.AnalysisId.Value, lease.Attempt, lease.Site.Value, lease.Study.Value, lease.Instance.Value, seconds, lease.TraceParent);
}
