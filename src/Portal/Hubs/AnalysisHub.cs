using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.SignalR;
using OxiPortal.Domain.Detection;
using OxiPortal.Domain.Imaging;
using OxiPortal.Infrastructure.Identity;
using OxiPortal.Portal.Accounts;

namespace OxiPortal.Portal.Hubs;

/// <summary>Streams what happens to a study's analyses to those who may look at it. See contracts, hub <c>/hubs/analysis</c>.</summary>
[Authorize(PortalPolicies.ViewStudies)]
public sealed class AnalysisHub(IAnalysisEvents events) : Hub
{
    public const string Path = "/hubs/analysis";

    /// <summary>Every event of the study after <paramref name="afterSequence"/>, oldest first, then each new one until the caller leaves.</summary>
    /// <param name="studyInstanceUid">A study of the caller's site; of any other nothing ever arrives.</param>
    /// <param name="afterSequence">The last sequence the caller has; 0: from the beginning.</param>
    /// <param name="cancel">The caller left.</param>
    /// <exception cref="HubException">The UID is none, or the sequence is negative.</exception>
    public async IAsyncEnumerable<AnalysisMessage> Watch(
        string studyInstanceUid, long afterSequence, [EnumeratorCancellation] CancellationToken cancel)
    {
        if (!StudyInstanceUid.TryParse(studyInstanceUid, out var study))
            throw new HubException("The Study Instance UID is not a DICOM UID.");
        if (afterSequence < 0)
            throw new HubException("afterSequence must be 0 or the last sequence received.");
        var actor = ActorClaims.From(Context.User) ?? throw new HubException("Nobody is signed in.");

        await foreach (var recorded in events.Watch(actor.Site, study, afterSequence, cancel))
            yield return AnalysisMessage.Of(recorded);
    }
}
