using OxiPortal.Domain.Sites;

namespace OxiPortal.Infrastructure.Identity;

/// <summary>Changes an account's roles, or disables or enables it. The last administrator cannot be taken away.</summary>
public sealed class ChangeUser
{
    /// <exception cref="AccessDeniedException">Not an administrator.</exception>
    public Task<UserOutcome> RunAsync(Actor actor, Guid user, IReadOnlySet<Role> roles, bool disabled, CancellationToken cancel) =>
        throw new NotSupportedException($"{this}: being built ({actor} {user} {roles} {disabled} {cancel}).");
}
