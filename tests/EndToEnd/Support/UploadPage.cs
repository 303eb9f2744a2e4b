using Microsoft.Playwright;

namespace OxiPortal.EndToEnd.Support;

/// <summary>The upload page as a person uses it.</summary>
internal sealed class UploadPage(IPage page)
{
    private static readonly LocatorWaitForOptions Patient = new() { Timeout = 60_000 };

    private ILocator Input => page.Locator("input[type=file][multiple]").First;

    public async Task OpenAsync()
    {
        await page.GotoAsync("/upload");
        await page.Locator(".oxi-drop[data-ready=true]").WaitForAsync();
    }

    /// <summary>Uploads one file on a fresh page; the row that says what became of it.</summary>
    public async Task<ILocator> UploadAsync(string file)
    {
        await OpenAsync();
        await Input.SetInputFilesAsync(file);
        var row = page.Locator("tr[data-outcome], tr.oxi-outcome-refused").First;
        await row.WaitForAsync(Patient);
        return row;
    }

    /// <summary>Uploads files together; the addresses of their studies, all of which must be stored.</summary>
    public async Task<List<string>> UploadAllAsync(IReadOnlyList<string> files)
    {
        await OpenAsync();
        await Input.SetInputFilesAsync(files);
        var stored = page.Locator("tr[data-outcome=Stored]");
        await stored.Nth(files.Count - 1).WaitForAsync(Patient);
        Assert.Equal(files.Count, await stored.CountAsync());
        return [.. await stored.Locator("a").EvaluateAllAsync<string[]>("links => links.map(a => new URL(a.href).pathname)")];
    }
}
