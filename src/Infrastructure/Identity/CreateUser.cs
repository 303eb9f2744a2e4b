using OxiPortal.Domain.Sites;

namespace OxiPortal.Infrastructure.Identity;

/// <summary>A new account at the administrator's site.</summary>
public sealed class CreateUser(Accounts accounts)
{
    /// <exception cref="AccessDeniedException">Not an administrator.</exception>
    public async Task<UserOutcome> RunAsync(
        Actor actor, string email, string displayName, string password, IReadOnlySet<Role> roles, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(actor);
        ArgumentNullException.ThrowIfNull(email);
        ArgumentNullException.ThrowIfNull(password);
        ArgumentNullException.ThrowIfNull(roles);
        actor.MustBe(Role.Administrator);
        return await accounts.CreateAsync(actor, actor.Origin, email, displayName, password, roles, cancel);
    }
}
