using OxiPortal.Domain.Sites;

namespace OxiPortal.Infrastructure.Identity;

/// <summary>An account as the administration page shows it.</summary>
public sealed record UserItem(Guid Id, string Email, string DisplayName, IReadOnlySet<Role> Roles, bool Disabled, DateTimeOffset CreatedAt);

/// <summary>What became of a change to an account.</summary>
/// <param name="User">Null where nothing was changed.</param>
/// <param name="Problems">One sentence each; empty where it worked.</param>
public sealed record UserOutcome(UserItem? User, IReadOnlyList<string> Problems)
{
    public bool Succeeded => User is not null;
}
