using System.Runtime.CompilerServices;
using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.SignalR;
using OxiPortal.Domain.Detection;
using OxiPortal.Domain.Imaging;
using OxiPortal.Infrastructure.Audit;
using OxiPortal.Infrastructure.Identity;
using OxiPortal.Portal.Accounts;

namespace OxiPortal.Portal.Hubs;

/// <summary>Streams what happens to a study's analyses to those who may look at it. See contracts, hub <c>/hubs/analysis</c>.</summary>
[Authorize(PortalPolicies.ViewStudies)]
public sealed class AnalysisHub(IAnalysisEvents events, Sessions sessions, AuditViews audit, TimeProvider time) : Hub
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
        if (!StudyInstanceUid.TryParse(studyInstanceUid, out var study))
            throw new HubException("The Study Instance UID is not a DICOM UID.");
        if (afterSequence < 0)
            throw new HubException("afterSequence must be 0 or the last sequence received.");
        var actor = ActorClaims.From(Context.User) ?? throw new HubException("Nobody is signed in.");

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
        try
        {
            await foreach (var recorded in events.Watch(actor.Site, study, afterSequence, ended.Token))
                yield return AnalysisMessage.Of(recorded);
        }
        finally
        {
            await ended.CancelAsync();
            await check;
        }
    }

    private async Task EndWithSessionAsync(ClaimsPrincipal user, CancellationTokenSource ended)
    {
        using var minutes = new PeriodicTimer(CheckEvery, time);
        try
        {
            while (await minutes.WaitForNextTickAsync(ended.Token))
            {
                if (await sessions.HoldsAsync(user))
                    continue;
                await ended.CancelAsync();
                Context.Abort();
            }
        }
        catch (OperationCanceledException)
        {
            // The usual end.
        }
    }

    private static HubException Ended() => new("The session has ended: sign in again.");
}
