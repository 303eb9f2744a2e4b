using OxiPortal.Domain.Sites;

namespace OxiPortal.Portal.Accounts;

/// <summary>Where each role's work begins.</summary>
public static class StartPlace
{
    public static string Of(Func<string, bool> isInRole)
    {
        ArgumentNullException.ThrowIfNull(isInRole);
        if (isInRole(nameof(Role.Radiologist)))
            return "worklist";
        if (isInRole(nameof(Role.QA)))
            return "qa";
        return isInRole(nameof(Role.Administrator)) ? "admin/users" : "account/denied";
    }
}
