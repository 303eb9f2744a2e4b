namespace OxiPortal.Portal.Layout;

/// <summary>Dark or light. Dark is the rule, and films are read on it: only where none is read may a browser choose light.</summary>
public static class PageColours
{
    /// <summary>Keeps the browser's choice; written by <c>wwwroot/js/theme.js</c>.</summary>
    public const string Cookie = "oxi-theme";

    /// <summary>The cookie's value, and that of <c>data-theme</c> in <c>app.css</c>.</summary>
    public const string Light = "light";

    private static readonly string[] s_lightPages = ["qa", "admin"];

    /// <param name="path">Relative to the portal's address, with or without the slash in front.</param>
    public static bool MayBeLight(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        var first = path.TrimStart('/').Split('/', '?', '#')[0];
        return s_lightPages.Contains(first, StringComparer.OrdinalIgnoreCase);
    }
}
