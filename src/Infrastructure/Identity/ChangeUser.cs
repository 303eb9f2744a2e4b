using OxiPortal.Domain.Audit;
using OxiPortal.Domain.Sites;

namespace OxiPortal.Infrastructure.Identity;

/// <summary>Changes an account's roles, or disables or enables it. The last administrator cannot be taken away.</summary>
public sealed class ChangeUser(Accounts accounts)
{
    // Two administrators who demote each other at the same moment must not both succeed: one change at a time. (Two portals on one
    // database could still do it; a new setup link mends that.)
    private static readonly SemaphoreSlim OneAtATime = new(1);

    /// <exception cref="AccessDeniedException">Not an administrator.</exception>
    public async Task<UserOutcome> RunAsync(Actor actor, Guid user, IReadOnlySet<Role> roles, bool disabled, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(actor);
        ArgumentNullException.ThrowIfNull(roles);
        actor.MustBe(Role.Administrator);
        if (roles.Count == 0)
            return new UserOutcome(null, ["Choose at least one role."]);
        await OneAtATime.WaitAsync(cancel);
        try
        {
            return await ChangeAsync(actor, user, roles, disabled, cancel);
        }
        finally
        {
            OneAtATime.Release();
        }
    }

    private async Task<UserOutcome> ChangeAsync(Actor actor, Guid user, IReadOnlySet<Role> roles, bool disabled, CancellationToken cancel)
    {
        var all = await accounts.ListAsync(actor.Site, cancel);
        if (!all.Any(u => u.Id == user))
            return new UserOutcome(null, ["There is no such account."]);
        var staysAdministrator = roles.Contains(Role.Administrator) && !disabled;
        if (!staysAdministrator && !all.Any(u => u.Id != user && !u.Disabled && u.Roles.Contains(Role.Administrator)))
            return new UserOutcome(null, ["This is the last administrator: name another one first."]);
        return await accounts.ChangeAsync(async users =>
        {
            var account = await users.FindByIdAsync(user.ToString());
            if (account is null)
                return new UserOutcome(null, ["There is no such account."]);
            var before = await users.GetRolesAsync(account);
            var after = roles.Select(r => r.ToString()).ToList();
            var removed = await users.RemoveFromRolesAsync(account, before.Except(after));
            if (!removed.Succeeded)
                return Accounts.Problems(removed);
            var added = await users.AddToRolesAsync(account, after.Except(before));
            if (!added.Succeeded)
                return Accounts.Problems(added);
            account.Disabled = disabled;
            // A new stamp ends the sessions that were signed in with the old rights.
            var stamped = await users.UpdateSecurityStampAsync(account);
            return stamped.Succeeded ? new UserOutcome(Accounts.Item(account, roles), []) : Accounts.Problems(stamped);
        }, changed => (actor, Accounts.Fact(AuditAction.UserChanged, changed)), cancel);
    }
}
