using Microsoft.Playwright;

namespace OxiPortal.EndToEnd.Support;

/// <summary>One demo portal and one Chromium for all tests that leave both as they are; tests that stop the portal start their own.</summary>
public sealed class DemoPortal : IAsyncLifetime
{
    /// <summary>As low as a hospital would never set it: tests go beyond it without huge files.</summary>
    public const int LargestFileMiB = 24;

    private RunningPortal? _portal;
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    internal RunningPortal Portal => _portal ?? throw new InvalidOperationException("The portal was not started.");

    internal IBrowser Browser => _browser ?? throw new InvalidOperationException("Chromium was not started.");

    public async ValueTask InitializeAsync()
    {
        if (!Support.Browser.IsInstalled)
            return;
        _portal = await RunningPortal.StartDemoAsync(new Dictionary<string, string> { ["Intake__MaxFileBytes"] = $"{LargestFileMiB << 20}" });
        (_playwright, _browser) = await Support.Browser.StartAsync();
    }

    /// <summary>A page of its own session, signed in. Skips the test where no Chromium is installed.</summary>
    /// <param name="ratio">Device pixels a CSS pixel of the display.</param>
    internal Task<IPage> SignInAsync(string email, float ratio = 1)
    {
        Support.Browser.SkipWhereNoneIsInstalled();
        return Browser.SignInAsync(Portal, email, ratio: ratio);
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        _playwright?.Dispose();
        if (_portal is not null)
            await _portal.DisposeAsync();
    }
}

/// <summary>Two cores carry one browser at a time.</summary>
[CollectionDefinition(Name)]
public sealed class BrowserTests : ICollectionFixture<DemoPortal>
{
    public const string Name = "browser";
}
