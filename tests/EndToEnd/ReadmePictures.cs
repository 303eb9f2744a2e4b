using Microsoft.Playwright;
using OxiPortal.EndToEnd.Support;

namespace OxiPortal.EndToEnd;

/// <summary>
/// Takes the README's pictures from the real product, with synthetic films only. Not part of a test run: call it by
/// <c>OxiPortal.EndToEnd -explicit only -class OxiPortal.EndToEnd.ReadmePictures</c>.
/// </summary>
[Collection(BrowserTests.Name)]
public sealed class ReadmePictures
{
    [Fact(Explicit = true)]
    public async Task TakeThem()
    {
        await using var portal = await RunningPortal.StartDemoAsync();
        var (playwright, browser) = await Browser.StartAsync();
        using var _ = playwright;
        await using var __ = browser;
        var size = new ViewportSize { Width = 1440, Height = 900 };

        var radiologist = await browser.SignInAsync(portal, "radiologist@demo.local", size);
        await radiologist.GotoAsync("/worklist");
        var rows = radiologist.Locator("a[href*='studies/']");
        await rows.First.WaitForAsync();
        // Until the models are through with the demo's films.
        await Assertions.Expect(radiologist.Locator("tr[data-state=Waiting], tr[data-state=Running]")).ToHaveCountAsync(0, new() { Timeout = 180_000 });
        await KeepAsync(radiologist, "worklist");

        // The most suspicious film on which the models mark a place.
        var room = new StudyPage(radiologist);
        var addresses = await rows.EvaluateAllAsync<string[]>("links => links.map(a => new URL(a.href).pathname)");
        foreach (var address in addresses)
        {
            await room.OpenAsync(address);
            if ((await room.StateAsync()).GetProperty("stage").GetString() == "completed" && await room.Findings.CountAsync() > 0)
                break;
        }
        await room.Findings.First.ClickAsync();
        await radiologist.Keyboard.PressAsync("a");
        await radiologist.Locator("[data-testid=findings] button[data-kind=Accepted]").WaitForAsync();
        await radiologist.Keyboard.PressAsync("f");
        await Task.Delay(500);
        await KeepAsync(radiologist, "study");
        await radiologist.Keyboard.PressAsync("Control+Enter");
        await radiologist.GetByTestId("submitted").WaitForAsync();

        await radiologist.GotoAsync("/upload");
        await radiologist.Locator(".oxi-drop[data-ready=true]").WaitForAsync();
        await radiologist.Locator("input[type=file][multiple]").First.SetInputFilesAsync(new FilePayload
        {
            Name = "notes.dcm",
            MimeType = "application/dicom",
            Buffer = "Not a film."u8.ToArray(),
        });
        await radiologist.Locator("tr[data-outcome=Refused]").WaitForAsync();
        await KeepAsync(radiologist, "upload");

        var qa = await browser.SignInAsync(portal, "qa@demo.local", size);
        await qa.GotoAsync("/qa");
        await qa.WaitForFunctionAsync("() => document.querySelector('.oxi-crop img')?.naturalWidth > 0");
        await KeepAsync(qa, "qa");

        await qa.Keyboard.PressAsync("c");
        await qa.GetByText("Nothing awaits a check").WaitForAsync();

        var admin = await browser.SignInAsync(portal, "admin@demo.local", size);
        await admin.GotoAsync("/admin/export");
        await admin.Locator("input[name=noBurnedInText]").CheckAsync();
        await KeepAsync(admin, "export");
    }

    private static async Task KeepAsync(IPage page, string name) =>
        await page.ScreenshotAsync(new() { Path = Path.Combine(SourceTree.Root, "docs", "images", name + ".png") });
}
