using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using OxiPortal.EndToEnd.Support;

namespace OxiPortal.EndToEnd;

/// <summary>Every page, as each of its users sees it, held against WCAG 2.2 AA by axe.</summary>
[Collection(BrowserTests.Name)]
public sealed class AccessibilityTests(DemoPortal demo)
{
    private static readonly AxeRunOptions Rules = new()
    {
        RunOnly = new RunOnlyOptions { Type = "tag", Values = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] },
    };

    [Fact]
    public async Task Radiologist() => await CheckAsync("radiologist@demo.local", ["/worklist", "/upload"], async page =>
    {
        var room = new StudyPage(page);
        await page.GotoAsync("/worklist");
        await room.OpenAsync("/" + (await page.Locator("a[href*='studies/']").First.GetAttributeAsync("href"))!.TrimStart('/'));
        await AxeFindsNothingAsync(page, "the study page");
        await page.Keyboard.PressAsync("?");
        await page.GetByTestId("key-sheet").WaitForAsync();
        await AxeFindsNothingAsync(page, "the study page with its keys");
    });

    [Fact]
    public async Task Qa() => await CheckAsync("qa@demo.local", ["/qa"]);

    [Fact]
    public async Task Administrator() =>
        await CheckAsync("admin@demo.local", ["/admin/status", "/admin/users", "/admin/export", "/admin/models", "/admin/queue", "/admin/tokens", "/admin/conflicts", "/upload", "/worklist", "/no-such-page"]);

    [Fact]
    public async Task BeforeSigningIn()
    {
        Browser.SkipWhereNoneIsInstalled();
        await using var context = await demo.Browser.NewContextAsync(new() { BaseURL = demo.Portal.Url });
        var page = await context.NewPageAsync();
        await page.GotoAsync("/account/login");
        await AxeFindsNothingAsync(page, "the sign-in page");
    }

    private async Task CheckAsync(string email, string[] addresses, Func<IPage, Task>? more = null)
    {
        var page = await demo.SignInAsync(email);
        await Evidence.KeepIfFailedAsync($"{nameof(AccessibilityTests)}-{email}", demo.Browser, demo.Portal, async () =>
        {
            foreach (var address in addresses)
            {
                await page.GotoAsync(address);
                await page.Locator("h1").First.WaitForAsync();
                await AxeFindsNothingAsync(page, address);
                await InLightAsync(page, () => AxeFindsNothingAsync(page, $"{address} in light colours"));
            }
            if (more is not null)
                await more(page);
        });
        await page.Context.CloseAsync();
    }

    /// <summary>Where the page offers light colours.</summary>
    private static async Task InLightAsync(IPage page, Func<Task> check)
    {
        var lighter = page.GetByRole(AriaRole.Button, new() { Name = "Light colours" });
        if (await lighter.CountAsync() == 0)
            return;
        await lighter.ClickAsync();
        await page.Locator("html[data-theme=light]").WaitForAsync();
        await check();
        await page.GetByRole(AriaRole.Button, new() { Name = "Dark colours" }).ClickAsync();
        await page.Locator("html:not([data-theme])").WaitForAsync();
    }

    internal static async Task AxeFindsNothingAsync(IPage page, string where)
    {
        var result = await page.RunAxe(Rules);
        Assert.True(result.Violations.Length == 0, $"{where}:\n" + string.Join("\n", result.Violations.Select(v =>
            $"{v.Id}: {v.Help}\n" + string.Join("\n", v.Nodes.Select(n => "  " + n.Html)))));
    }
}
