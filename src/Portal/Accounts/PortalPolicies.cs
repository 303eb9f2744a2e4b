using Microsoft.AspNetCore.Authorization;

namespace OxiPortal.Portal.Accounts;

/// <summary>What each role may do in the portal. The use cases check again.</summary>
public static class PortalPolicies
{
    public const string Radiologist = "Radiologist";
    public const string Qa = "QA";
    public const string Administrator = "Administrator";

    /// <summary>Look at the worklist, studies, films and analyses.</summary>
    public const string ViewStudies = nameof(ViewStudies);

    /// <summary>Give verdicts and submit reads.</summary>
    public const string ReadStudies = nameof(ReadStudies);

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
        options.AddPolicy(ViewStudies, p => p.RequireRole(Radiologist, Qa, Administrator));
        options.AddPolicy(ReadStudies, p => p.RequireRole(Radiologist));
        options.AddPolicy(Upload, p => p.RequireRole(Radiologist, Administrator));
        options.AddPolicy(Review, p => p.RequireRole(Qa));
        options.AddPolicy(Administer, p => p.RequireRole(Administrator));
    }
}
