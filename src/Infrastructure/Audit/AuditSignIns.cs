using OxiPortal.Domain.Audit;
using OxiPortal.Domain.Sites;
using OxiPortal.Infrastructure.Identity;

namespace OxiPortal.Infrastructure.Audit;

/// <summary>Records who signs in and out, and who tries to.</summary>
public sealed class AuditSignIns(AuditLog log)
{
    private static readonly HashSet<Role> NoRoles = [];

    /// <summary>Before the account gets its cookie.</summary>
    /// <exception cref="AuditUnavailableException">It must not get it.</exception>
    public Task SignedInAsync(PortalUser user, string origin, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(user);
        var actor = new Actor(user.Id, user.DisplayName, new SiteId(user.SiteId), NoRoles) { Origin = origin };
        return log.RecordAsync(actor, new AuditFact(AuditAction.SignedIn) { Subject = user.Id.ToString() }, cancel);
    }

    /// <param name="user">Whose e-mail was typed; null: nobody's. What was typed then is never kept: people type passwords there.</param>
    /// <param name="origin">The address that asked.</param>
    /// <param name="lockedOut">There were too many wrong passwords.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <exception cref="AuditUnavailableException">It could not be recorded.</exception>
    public Task FailedAsync(PortalUser? user, string origin, bool lockedOut, CancellationToken cancel)
    {
        var why = user switch
        {
            null => "unknown account",
            { Disabled: true } => "disabled account",
            _ => lockedOut ? "locked out" : "wrong password",
        };
        var nobody = new Actor(Guid.Empty, "", new SiteId(user?.SiteId ?? SiteId.Default.Value), NoRoles) { Origin = origin };
        return log.RecordAsync(nobody, new AuditFact(AuditAction.SignInFailed) { Subject = user?.Id.ToString(), Detail = why }, cancel);
    }

    /// <exception cref="AuditUnavailableException">It could not be recorded.</exception>
    public Task SignedOutAsync(Actor actor, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(actor);
        return log.RecordAsync(actor, new AuditFact(AuditAction.SignedOut) { Subject = actor.UserId.ToString() }, cancel);
    }
}
