using System.Globalization;
using System.Text.RegularExpressions;
using OxiPortal.Domain.Sites;
using OxiPortal.Portal.Layout;
using OxiPortal.Portal.Tests.Support;

namespace OxiPortal.Portal.Tests.Hosting;

[Collection(PortalCollection.Name)]
public sealed partial class ColoursTests(PortalFixture portal)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Role.QA, "/qa", "light", true)]
    [InlineData(Role.Administrator, "/admin/users", "light", true)]
    [InlineData(Role.QA, "/qa", "dark", false)]
    [InlineData(Role.QA, "/qa", null, false)]
    [InlineData(Role.Radiologist, "/worklist", "light", false)]
    [InlineData(Role.Radiologist, "/studies/1.2.3", "light", false)]
    [InlineData(null, "/account/login", "light", false)]
    public async Task GivenABrowsersChoice_WhenAPageIsOpened_ThenItComesInLightWhereNoFilmIsReadOnly(Role? role, string path, string? choice, bool light)
    {
        using var browser = await portal.BrowserAsync(role);
        if (choice is not null)
            browser.Cookies.Add(portal.Address, new System.Net.Cookie(PageColours.Cookie, choice));

        var html = await browser.Client.GetStringAsync(path, Cancel);

        Assert.Equal(light, html.Contains("data-theme=\"light\"", StringComparison.Ordinal));
        Assert.Contains($"name=\"color-scheme\" content=\"{(light ? "light" : "dark")}\"", html, StringComparison.Ordinal);
    }

    /// <summary>WCAG 2.2, 1.4.3 and 1.4.11.</summary>
    [Theory]
    [InlineData(":root")]
    [InlineData("html[data-theme=\"light\"]")]
    public async Task GivenATheme_WhenItsTokensAreMeasured_ThenTextAndControlsCanBeToldFromEverySurface(string selector)
    {
        using var browser = await portal.BrowserAsync(null);
        var css = await browser.Client.GetStringAsync("/app.css", Cancel);
        var tokens = Tokens(css, ":root");
        foreach (var (name, value) in Tokens(css, selector))
            tokens[name] = value;

        foreach (var surface in new[] { "surface-0", "surface-1", "surface-2" })
        {
            foreach (var text in new[] { "text", "quiet", "accent", "suspicious", "uncertain", "clear" })
                Assert.True(Contrast(tokens[text], tokens[surface]) >= 4.5, $"{text} on {surface} of {selector}: {Contrast(tokens[text], tokens[surface]):0.00}");
            Assert.True(Contrast(tokens["control-line"], tokens[surface]) >= 3, $"control-line on {surface} of {selector}: {Contrast(tokens["control-line"], tokens[surface]):0.00}");
        }
        Assert.True(Contrast(tokens["on-accent"], tokens["accent"]) >= 4.5);
    }

    private static Dictionary<string, string> Tokens(string css, string selector)
    {
        var start = css.IndexOf(selector + " {", StringComparison.Ordinal);
        Assert.True(start >= 0, $"app.css has no {selector}.");
        var block = css[start..css.IndexOf('}', start)];
        return Token().Matches(block).ToDictionary(m => m.Groups[1].Value, m => m.Groups[2].Value);
    }

    private static double Contrast(string one, string other)
    {
        var (a, b) = (Luminance(one), Luminance(other));
        return (Math.Max(a, b) + 0.05) / (Math.Min(a, b) + 0.05);
    }

    private static double Luminance(string hex)
    {
        return 0.2126 * Channel(0) + 0.7152 * Channel(2) + 0.0722 * Channel(4);

        double Channel(int at)
        {
            var value = byte.Parse(hex.AsSpan(at, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0;
            return value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4);
        }
    }

    [GeneratedRegex("--oxi-([a-z0-9-]+): #([0-9A-Fa-f]{6});")]
    private static partial Regex Token();
}
