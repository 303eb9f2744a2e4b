using Microsoft.AspNetCore.Authorization;
using OxiPortal.Domain.Sites;

namespace OxiPortal.Portal.Accounts;

/// <summary>What each role may reach in the portal. The use cases check again.</summary>
public static class PortalPolicies
{
    /// <summary>The readers' list of studies.</summary>
    public const string Worklist = nameof(Worklist);

    /// <summary>Look at studies, films and analyses.</summary>
    public const string ViewStudies = nameof(ViewStudies);

    /// <summary>Bring files in.</summary>
    public const string Upload = nameof(Upload);

    /// <summary>Confirm or reject readers' decisions.</summary>
    public const string Review = nameof(Review);

    /// <summary>Accounts, exports, models, conflicts.</summary>
    public const string Administer = nameof(Administer);

    public static void Add(AuthorizationOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.FallbackPolicy = new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build();
        Require(options, Worklist, Role.Radiologist);
        Require(options, ViewStudies, Role.Radiologist, Role.QA);
        Require(options, Upload, Role.Radiologist, Role.Administrator);
        Require(options, Review, Role.QA);
        Require(options, Administer, Role.Administrator);
    }

    private static void Require(AuthorizationOptions options, string policy, params Role[] anyOf) =>
        options.AddPolicy(policy, p => p.RequireAuthenticatedUser().RequireRole(anyOf.Select(r => r.ToString())));
}
