using OxiPortal.Domain.Sites;

namespace OxiPortal.Portal.Administration;

/// <summary>What a scope lets a program do, for the administrator who grants it.</summary>
internal static class ScopeWords
{
    public static string Of(ServiceScope scope) => scope switch
    {
        ServiceScope.Inference => "lease films, read their pixels, send results",
        ServiceScope.Stow => "send films (STOW-RS); nothing here asks for it yet",
        ServiceScope.Dicomweb => "search and read films (QIDO-RS, WADO-RS); nothing here asks for it yet",
        ServiceScope.Export => "fetch released data sets; nothing here asks for it yet",
        ServiceScope.Metrics => "read the portal's figures (/metrics)",
        _ => throw new ArgumentOutOfRangeException(nameof(scope), scope, "Unknown scope."),
    };
}
