using OxiPortal.Domain.Sites;

namespace OxiPortal.Infrastructure.Identity;

/// <summary>The roles are rows of the first migration, with the same ids everywhere.</summary>
internal static class RoleIds
{
    public static Guid Of(Role role) => role switch
    {
        Role.Radiologist => Guid.Parse("019a0000-0000-7000-8000-000000000001"),
        Role.QA => Guid.Parse("019a0000-0000-7000-8000-000000000002"),
        Role.Administrator => Guid.Parse("019a0000-0000-7000-8000-000000000003"),
        _ => throw new ArgumentOutOfRangeException(nameof(role), role, "Unknown role."),
    };
}
