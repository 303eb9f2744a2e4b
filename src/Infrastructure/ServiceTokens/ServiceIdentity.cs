using OxiPortal.Domain.Sites;

namespace OxiPortal.Infrastructure.ServiceTokens;

/// <summary>The program that a valid token stands for. It is nobody's <see cref="Actor"/>: no use case of people takes it.</summary>
/// <param name="Name">As its administrator named it.</param>
/// <param name="Site">Everything the program sees and does is this site's.</param>
public sealed record ServiceIdentity(Guid TokenId, string Name, SiteId Site, IReadOnlySet<ServiceScope> Scopes);
