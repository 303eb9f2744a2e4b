using OxiPortal.Domain.Sites;

namespace OxiPortal.Infrastructure.Identity;

/// <summary>The accounts of a site.</summary>
public sealed class ListUsers(Accounts accounts)
{
    /// <summary>Of the actor's site, by e-mail.</summary>
    /// <exception cref="AccessDeniedException">Not an administrator.</exception>
    public async Task<IReadOnlyList<UserItem>> RunAsync(Actor actor, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(actor);
        actor.MustBe(Role.Administrator);
        return await accounts.ListAsync(actor.Site, cancel);
    }
}
