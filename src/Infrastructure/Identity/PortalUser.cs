using Microsoft.AspNetCore.Identity;

namespace OxiPortal.Infrastructure.Identity;

/// <summary>An account. Signs in by e-mail; belongs to one site.</summary>
public sealed class PortalUser : IdentityUser<Guid>
{
    public int SiteId { get; set; }

    public string DisplayName { get; set; } = "";

    /// <summary>May not sign in; what the account decided stays.</summary>
    public bool Disabled { get; set; }

    public DateTimeOffset CreatedAt { get; set; }
}
