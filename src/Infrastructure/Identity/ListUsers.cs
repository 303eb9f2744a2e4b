using OxiPortal.Domain.Sites;

namespace OxiPortal.Infrastructure.Identity;

public sealed class ListUsers
{
    /// <summary>Of the actor's site, by e-mail.</summary>
    /// <exception cref="AccessDeniedException">Not an administrator.</exception>
    public Task<IReadOnlyList<UserItem>> RunAsync(Actor actor, CancellationToken cancel) =>
        throw new NotSupportedException($"{this}: being built ({actor} {cancel}).");
}
