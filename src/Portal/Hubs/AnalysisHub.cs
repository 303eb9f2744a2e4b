using System.Runtime.CompilerServices;
using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.SignalR;
using OxiPortal.Domain.Detection;
using OxiPortal.Domain.Imaging;
using OxiPortal.Domain.Sites;
using OxiPortal.Infrastructure.Audit;
using OxiPortal.Infrastructure.Identity;
using OxiPortal.Infrastructure.Queue;
using OxiPortal.Portal.Accounts;
using OxiPortal.Portal.Observability;

namespace OxiPortal.Portal.Hubs;

/// <summary>Streams what happens to a study's analyses to those who may look at it. See contracts, hub <c>/hubs/analysis</c>.</summary>
[Authorize(PortalPolicies.ViewStudies)]
public sealed class AnalysisHub(
    IAnalysisEvents events, Sessions sessions, AuditViews audit, DeliveryTraces traces, PortalMeter meter, TimeProvider time, ILogger<AnalysisHub> log) : Hub
{
    public const string Path = "/hubs/analysis";

    private static readonly TimeSpan CheckEvery = TimeSpan.FromMinutes(1);

    /// <summary>Every event of the study after <paramref name="afterSequence"/>, oldest first, then each new one until the caller leaves.</summary>
    /// <param name="studyInstanceUid">A study of the caller's site; of any other nothing ever arrives.</param>
    /// <param name="afterSequence">The last sequence the caller has; 0: from the beginning.</param>
    /// <param name="cancel">The caller left.</param>
    /// <exception cref="HubException">The UID is none, the sequence is negative, or the caller's session does not hold any more.</exception>
    public async IAsyncEnumerable<AnalysisMessage> Watch(
        string studyInstanceUid, long afterSequence, [EnumeratorCancellation] CancellationToken cancel)
    {
        var study = Study(studyInstanceUid);
        if (afterSequence < 0)
            throw new HubException("afterSequence must be 0 or the last sequence received.");
        var actor = Actor();

        // The connection was let in once and asks for nothing more: an account that is disabled meanwhile, or signed out, must not go on looking.
        if (!await sessions.HoldsAsync(Context.User!))
            throw Ended();
        try
        {
            await audit.StudyAsync(actor, study, cancel);
        }
        catch (AuditUnavailableException e)
        {
            throw new HubException(e.Message);
        }
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var check = EndWithSessionAsync(Context.User!, ended);
        var traced = new Dictionary<AnalysisId, TracedAnalysis?>();
        meter.WatcherCame();
        try
        {
            await foreach (var recorded in events.Watch(actor.Site, study, afterSequence, ended.Token))
            {
                yield return AnalysisMessage.Of(recorded);
                await traces.DeliveredAsync(actor.Site, study, recorded, traced, ended.Token);
            }
        }
        finally
        {
            meter.WatcherLeft();
            await ended.CancelAsync();
            await check;
        }
    }

    /// <summary>The caller's browser has painted the first heat of an analysis just now. Only measured: nothing is kept, and nothing answered.</summary>
    /// <param name="studyInstanceUid">The study that is watched.</param>
    /// <param name="analysisId">Of that study.</param>
    /// <param name="milliseconds">From the heat's arrival in the browser, 0 to an hour.</param>
    /// <exception cref="HubException">That cannot be, or was said before.</exception>
    public async Task Painted(string studyInstanceUid, string analysisId, double milliseconds)
    {
        var study = Study(studyInstanceUid);
        var actor = Actor();
        if (!Guid.TryParseExact(analysisId, "D", out var id) || !(milliseconds >= 0 && milliseconds <= TimeSpan.MillisecondsPerHour))
            throw new HubException("The analysis is none, or the time is not 0 to an hour.");
        var analysis = new AnalysisId(id);
        if (!Reports().Take(analysis, time.GetUtcNow()))
            throw new HubException("That was said already, or too much is said.");
        if (!await traces.PaintedAsync(actor.Site, study, analysis, TimeSpan.FromMilliseconds(milliseconds), Context.ConnectionAborted))
            throw new HubException("There is no such analysis to wait for.");
    }

    private static StudyInstanceUid Study(string text) =>
        StudyInstanceUid.TryParse(text, out var study) ? study : throw new HubException("The Study Instance UID is not a DICOM UID.");

    private Actor Actor() => ActorClaims.From(Context.User) ?? throw new HubException("Nobody is signed in.");

    private PaintReports Reports()
    {
        lock (Context.Items)
        {
            if (Context.Items.TryGetValue(typeof(PaintReports), out var kept) && kept is PaintReports reports)
                return reports;
            reports = new PaintReports();
            Context.Items[typeof(PaintReports)] = reports;
            return reports;
        }
    }

    // Where nobody can say whether the session holds, it does not: viewers connect again by themselves, and are checked as they come.
    private async Task EndWithSessionAsync(ClaimsPrincipal user, CancellationTokenSource ended)
    {
        using var minutes = new PeriodicTimer(CheckEvery, time);
        try
        {
            do
            {
                await minutes.WaitForNextTickAsync(ended.Token);
            }
            while (await sessions.HoldsAsync(user));
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // The usual end.
            return;
        }
        catch (Exception e)
        {
            HubLog.SessionNotChecked(log, e);
        }
        await ended.CancelAsync();
        Context.Abort();
    }

    private static HubException Ended() => new("The session has ended: sign in again.");
}
