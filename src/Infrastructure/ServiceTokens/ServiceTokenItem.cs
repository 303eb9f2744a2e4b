using OxiPortal.Domain.Sites;

namespace OxiPortal.Infrastructure.ServiceTokens;

/// <summary>Whether a token still opens anything.</summary>
public enum ServiceTokenState
{
    Active,
    Expired,
    Revoked,
}

/// <summary>A service token as the administration page shows it; never the token itself.</summary>
/// <param name="Start">The token's first 8 characters after <c>oxi_</c>.</param>
/// <param name="IssuerDisabled">Whoever issued it may no longer sign in. The token goes on: it is the site's, not the person's.</param>
/// <param name="LastUsedAt">To a minute; null: never.</param>
public sealed record ServiceTokenItem(
    Guid Id,
    string Name,
    IReadOnlySet<ServiceScope> Scopes,
    string Start,
    DateTimeOffset CreatedAt,
    string CreatedBy,
    bool IssuerDisabled,
    DateTimeOffset ExpiresAt,
    DateTimeOffset? LastUsedAt,
    DateTimeOffset? RevokedAt,
    string? RevokedBy,
    ServiceTokenState State);
