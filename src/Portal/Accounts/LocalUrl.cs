namespace OxiPortal.Portal.Accounts;

/// <summary>Keeps redirects within the portal.</summary>
public static class LocalUrl
{
    /// <summary>The address where it is a path of this site, else the start page. Never another host, whatever browsers make of slashes.</summary>
    public static string OrHome(string? url)
    {
        if (string.IsNullOrEmpty(url) || url[0] != '/' || url.Any(c => c == '\\' || char.IsControl(c)))
            return "/";
        return url.Length > 1 && url[1] == '/' ? "/" : url;
    }
}
