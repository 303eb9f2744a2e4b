using Microsoft.Playwright;

namespace OxiPortal.EndToEnd.Support;

/// <summary>The page of service tokens as an administrator uses it.</summary>
internal sealed class TokensPage(IPage administrator)
{
    /// <summary>Issues a token for an inference service; it is shown this once.</summary>
    public async Task<string> IssueAsync()
    {
        await administrator.GotoAsync("/admin/tokens");
        var open = administrator.GetByRole(AriaRole.Button, new() { Name = "Issue a token" });
        var name = administrator.Locator("input[data-field=name]");
        // The page answers once its circuit stands: until then a click is lost.
        for (var attempt = 0; attempt < 20 && !await name.IsVisibleAsync(); attempt++)
        {
            await open.ClickAsync();
            try
            {
                await name.WaitForAsync(new() { Timeout = 1000 });
            }
            catch (TimeoutException)
            {
                // Once more.
            }
        }
        await name.FillAsync("GPU machine");
        await administrator.Locator("input[data-scope=Inference]").CheckAsync();
        await administrator.GetByRole(AriaRole.Button, new() { Name = "Issue the token" }).ClickAsync();
        return await administrator.GetByLabel("The new service token").InputValueAsync();
    }

    /// <summary>Takes it back.</summary>
    public async Task RevokeAsync()
    {
        await administrator.GetByRole(AriaRole.Button, new() { Name = "Revoke GPU machine" }).ClickAsync();
        await administrator.GetByRole(AriaRole.Button, new() { Name = "Yes, revoke" }).ClickAsync();
        // In its row: the page itself speaks of revoked tokens, too.
        await Assertions.Expect(administrator.Locator("tr[data-token]").First).ToContainTextAsync("revoked ");
    }
}
