using System.Globalization;
using OxiPortal.Domain.Detection;
using OxiPortal.Domain.Imaging;
using OxiPortal.Domain.Sites;
using OxiPortal.Inference.Pipeline;
using OxiPortal.Inference.Remote;
using OxiPortal.Infrastructure.Audit;
using OxiPortal.Infrastructure.Queue;
using OxiPortal.Infrastructure.ServiceTokens;
using OxiPortal.Portal.Tokens;

namespace OxiPortal.Portal.Api.Inference;

/// <summary>
/// The queue for inference services elsewhere: see docs/adr/005. Everything under a lease names analysis and attempt; a stale attempt gets 409. What
/// is not kept whole is not kept at all.
/// </summary>
public static class InferenceEndpoints
{
    public static void MapInference(this IEndpointRouteBuilder endpoints)
    {
        var inference = endpoints.MapGroup(InferenceWire.Root).RequireAuthorization(ServicePolicies.Inference);
        inference.MapPost("/lease", LeaseEndpoint.LeaseAsync);
        var lease = inference.MapGroup("/leases/{analysis}/{attempt}");
        lease.MapGet("/instances/{instance}", PixelsAsync);
        lease.MapPost("/heartbeat", async (Caller caller, IAnalysisQueue queue, CancellationToken cancel) =>
            await caller.HeldAsync(cancel) is { } held && await queue.HeartbeatAsync(held.Lease, cancel) ? Answers.Done : Answers.LeaseLost);
        lease.MapPost("/events/{number}", EventAsync);
        lease.MapPost("/result", ResultAsync);
        lease.MapPost("/failure", (Caller caller, IAnalysisQueue queue, CancellationToken cancel) =>
            EndAsync(caller, (held, note) => queue.FailAsync(held, note.Reason, note.Final, cancel), cancel));
        lease.MapPost("/return", (Caller caller, IAnalysisQueue queue, CancellationToken cancel) =>
            EndAsync(caller, (held, note) => queue.GiveBackAsync(held, note.Reason, cancel), cancel));
    }

    private static async Task<IResult> PixelsAsync(
        HttpContext context, Caller caller, string instance, IInstanceFiles files, AuditViews audit, ILogger<LostFileFilter> log, CancellationToken cancel)
    {
        if (await caller.HeldAsync(cancel) is not { Lease: var lease })
            return Answers.LeaseLost;
        if (lease.Instance.Value != instance)
            return Answers.NotThatInstance;
        await audit.PixelsAsync(context.ServiceActor(), lease.Instance, cancel);
        try
        {
            return Results.Stream(await files.OpenAsync(lease.Site, lease.Instance, cancel), "application/dicom");
        }
        catch (StoreAwayException e)
        {
            // It may be back while the lease lasts: the service asks again.
            LostFileFilter.LogAway(log, e);
            return Answers.StoreAway;
        }
        // Said at once: no retry of the service mends a store.
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Here, where whoever keeps the store looks: the service's log is on another machine.
            LostFileFilter.LogLost(log, e);
            return Answers.FileGone;
        }
    }

    private static async Task<IResult> EventAsync(Caller caller, int number, RemoteWork work, ActiveModels active, CancellationToken cancel)
    {
        if (await caller.HeldAsync(cancel) is not { } held)
            return Answers.LeaseLost;
        var (sent, problem) = await SentJson.ReadAsync<EventsNote>(caller.Request, InferenceWire.MostEventBytes, cancel);
        if (sent is null)
            return problem!;
        var most = InferenceWire.MostEvents;
        if (number < 1 || number > most || number + sent.Events.Count - 1 > most)
            return Answers.Refused($"Events are numbered from 1 to {most}.");
        if (sent.Events.Count is 0 or > InferenceWire.MostEventsAtOnce)
            return Answers.Refused($"Send 1 to {InferenceWire.MostEventsAtOnce} events at a time.");
        var film = new SentAnalysis(held.Rows, held.Columns, active.Classes);
        if (sent.Events.Select(film.Event).FirstOrDefault(fault => fault is not null) is { } fault)
            return Answers.Refused(fault);
        if (sent.Events.OfType<AnalysisEvent.Started>().FirstOrDefault() is { Models: var models } && new ModelSet(models).Hash != active.Identity.Models.Hash)
            return Answers.OtherModels(active.Identity, active.Identity with { Models = new ModelSet(models) });
        return await work.ReportAsync(held.Lease, number, sent.Events, cancel) switch
        {
            EventOutcome.Recorded => Answers.Done,
            EventOutcome.EventsMissing => Answers.EventsMissing,
            EventOutcome.OutOfOrder outOfOrder => Answers.Refused(outOfOrder.Sentence),
            _ => Answers.LeaseLost,
        };
    }

    private static async Task<IResult> ResultAsync(Caller caller, RemoteWork work, IAnalysisQueue queue, ActiveModels active, CancellationToken cancel)
    {
        if (await caller.HeldAsync(cancel) is not { } held)
            return await CompletedAsync();
        var (sent, problem) = await SentJson.ReadAsync<AnalysisResult>(caller.Request, InferenceWire.MostResultBytes, cancel);
        if (sent is null)
            return problem!;
        if (new SentAnalysis(held.Rows, held.Columns, active.Classes).Result(sent) is { } fault)
            return Answers.Refused(fault);
        var theirs = new PipelineIdentity(sent.PipelineVersion, new ModelSet(sent.Models));
        if (!active.Identity.IsSameAs(theirs))
            return Answers.OtherModels(active.Identity, theirs);
        return await queue.CompleteAsync(held.Lease, sent, cancel) ? Answers.Done : await CompletedAsync();

        // Sent again because the answer was lost: it is kept already.
        async Task<IResult> CompletedAsync() => await caller.HasCompletedAsync(cancel) ? Answers.Done : Answers.LeaseLost;
    }

    private static async Task<IResult> EndAsync(Caller caller, Func<AnalysisLease, FailureNote, Task<bool>> end, CancellationToken cancel)
    {
        if (await caller.HeldAsync(cancel) is not { } held)
            return Answers.LeaseLost;
        var (note, problem) = await SentJson.ReadAsync<FailureNote>(caller.Request, InferenceWire.MostSmallBytes, cancel);
        if (note is null)
            return problem!;
        if (SentChecks.Failure(note) is { } fault)
            return Answers.Refused(fault);
        return await end(held.Lease, note) ? Answers.Done : Answers.LeaseLost;
    }

    /// <summary>The service that asks, with the lease that its path names.</summary>
    private sealed record Caller(HttpRequest Request, RemoteWork Work, SiteId? Site, AnalysisId Analysis, int Attempt)
    {
        // Found by minimal APIs: bound from the request, not from its body. A path that names no lease names one that nobody holds.
        public static ValueTask<Caller> BindAsync(HttpContext context)
        {
            var route = context.Request.RouteValues;
            _ = Guid.TryParse(route["analysis"] as string, out var analysis);
            _ = int.TryParse(route["attempt"] as string, NumberStyles.None, CultureInfo.InvariantCulture, out var attempt);
            return ValueTask.FromResult(new Caller(
                context.Request, context.RequestServices.GetRequiredService<RemoteWork>(), SiteOf(context.User), new AnalysisId(analysis), attempt));
        }

        public static SiteId? SiteOf(System.Security.Claims.ClaimsPrincipal user) => ServiceClaims.From(user)?.Site;

        /// <summary>Null: it is not held, not at that site, or not by that attempt any more.</summary>
        public async Task<HeldWork?> HeldAsync(CancellationToken cancel) =>
            Site is { } site ? await Work.FindAsync(site, Analysis, Attempt, cancel) : null;

        public async Task<bool> HasCompletedAsync(CancellationToken cancel) =>
            Site is { } site && await Work.IsCompletedByAsync(site, Analysis, Attempt, cancel);
    }
}
