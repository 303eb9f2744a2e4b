using Microsoft.Playwright;

namespace OxiPortal.EndToEnd.Support;

/// <summary>What a failed test leaves behind: a picture of every open page, and what the portal printed.</summary>
internal static class Evidence
{
    public static string Folder { get; } = Path.Combine(SourceTree.Root, "artifacts", "e2e");

    /// <summary>Runs the test's body; where it throws, keeps the evidence and lets the error go on.</summary>
    public static async Task KeepIfFailedAsync(string test, IBrowser browser, RunningPortal portal, Func<Task> body)
    {
        try
        {
            await body();
        }
        catch
        {
            Directory.CreateDirectory(Folder);
            var number = 0;
            foreach (var page in browser.Contexts.SelectMany(c => c.Pages))
                await page.ScreenshotAsync(new() { Path = Path.Combine(Folder, $"{test}-{++number}.png") });
            await File.WriteAllTextAsync(Path.Combine(Folder, $"{test}.log"), portal.Printed);
            throw;
        }
    }
}
