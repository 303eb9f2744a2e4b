using Microsoft.Playwright;

namespace OxiPortal.EndToEnd.Support;

/// <summary>Real Chromium, headless.</summary>
internal static class Browser
{
    private static readonly string[] Places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    public static bool IsInstalled => Array.Exists(Places, File.Exists);

    public static void SkipWhereNoneIsInstalled() => Assert.SkipUnless(IsInstalled, "no Chromium is installed on this machine");

    /// <summary>Skips the test, and says so, where no Chromium is installed.</summary>
    public static async Task<(IPlaywright Playwright, IBrowser Browser)> StartAsync()
    {
        SkipWhereNoneIsInstalled();
        var executable = Places.First(File.Exists);
        var playwright = await Playwright.CreateAsync();
        var browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = executable,
            Headless = true,
            Args = ["--no-sandbox", "--disable-quic", "--disable-background-networking", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"],
        });
        return (playwright, browser);
    }

    /// <summary>A page of its own session (own cookies), signed in.</summary>
    public static async Task<IPage> SignInAsync(this IBrowser browser, IPortal portal, string email, ViewportSize? size = null, float ratio = 1)
    {
        var context = await browser.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = portal.Url,
            ViewportSize = size ?? new ViewportSize { Width = 1680, Height = 1050 },
            DeviceScaleFactor = ratio,
            AcceptDownloads = true,
        });
        var page = await context.NewPageAsync();
        await page.GotoAsync("/account/login");
        var account = portal.Who(email);
        await page.Locator("input[type=email]").FillAsync(account.Email);
        await page.Locator("input[type=password]").FillAsync(account.Password);
        await page.Locator("form button[type=submit]").ClickAsync();
        await page.WaitForURLAsync(url => !url.Contains("/account/login", StringComparison.Ordinal));
        return page;
    }
}
