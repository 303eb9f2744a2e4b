using OxiPortal.Domain.Sites;

namespace OxiPortal.Infrastructure.Identity;

public sealed class CreateUser
{
    /// <exception cref="AccessDeniedException">Not an administrator.</exception>
    public Task<UserOutcome> RunAsync(
        Actor actor, string email, string displayName, string password, IReadOnlySet<Role> roles, CancellationToken cancel) =>
        throw new NotSupportedException($"{this}: being built ({actor} {email} {displayName} {password} {roles} {cancel}).");
}
