namespace OxiPortal.Domain.Sites;

/// <summary>What a user may be. One user may have several.</summary>
public enum Role
{
    /// <summary>Reads films: worklist, studies, verdicts, uploads.</summary>
    Radiologist,

    /// <summary>Confirms or rejects what readers decided. Sees films, not the worklist.</summary>
    QA,

    /// <summary>Users, uploads, conflicts, failed analyses, exports.</summary>
    Administrator,
}

/// <summary>Who acts, with what rights, at which site. Every use case takes one and checks it itself.</summary>
/// <param name="UserId">The account's own id.</param>
/// <param name="DisplayName">As shown to others beside what this user decided.</param>
/// <param name="Site">Everything the actor sees and does is this site's.</param>
public sealed record Actor(Guid UserId, string DisplayName, SiteId Site, IReadOnlySet<Role> Roles)
{
    /// <summary>From where, for the audit record: the address that asked, "portal" for what it does by itself, "command" for the command line.</summary>
    public string Origin { get; init; } = "portal";

    public bool Is(Role role) => Roles.Contains(role);

    /// <exception cref="AccessDeniedException">The actor has none of the roles.</exception>
    public void MustBe(params ReadOnlySpan<Role> anyOf)
    {
        foreach (var role in anyOf)
        {
            if (Is(role))
                return;
        }
        throw new AccessDeniedException(anyOf);
    }
}
