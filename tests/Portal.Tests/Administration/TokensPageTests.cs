using Bunit;
using OxiPortal.Domain.Sites;
using OxiPortal.Infrastructure.ServiceTokens;
using OxiPortal.Portal.Administration;
using OxiPortal.Portal.Tests.Support;

namespace OxiPortal.Portal.Tests.Administration;

[Collection(PortalCollection.Name)]
public sealed class TokensPageTests(PortalFixture portal) : BunitContext
{
    private static CancellationToken Cancel => Xunit.TestContext.Current.CancellationToken;

    [Fact]
    public async Task GivenTheForm_WhenATokenIsIssued_ThenItWorks_IsShownOnce_AndIsInTheList()
    {
        var page = Page();
        page.Find(".oxi-page-head button").Click();
        Assert.Equal("90", page.Find("[data-field=days]").GetAttribute("value"));
        page.Find("[data-field=name]").Change("GPU box 1");
        page.Find("[data-scope=Inference]").Change(true);
        await page.Find("form").SubmitAsync();

        var token = page.WaitForElement(".oxi-secret input").GetAttribute("value");
        Assert.Contains("is not shown again", page.Markup, StringComparison.Ordinal);
        var service = await portal.Service<CheckServiceToken>().RunAsync(token, Cancel);
        Assert.Equal("GPU box 1", service?.Name);
        Assert.Equal([ServiceScope.Inference], service!.Scopes);
        var row = page.Find($"[data-token='{service.TokenId}']").TextContent;
        Assert.Contains("GPU box 1", row, StringComparison.Ordinal);
        Assert.Contains($"oxi_{token!.Substring(4, 8)}...", row, StringComparison.Ordinal);
        Assert.Empty(page.FindAll("form"));

        page.FindAll(".oxi-secret button")[1].Click();
        Assert.DoesNotContain(token, page.Markup, StringComparison.Ordinal);
        Assert.DoesNotContain(token, Render<TokensPage>().Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GivenAFormWithoutScope_WhenSubmitted_ThenItSaysSoAndStays()
    {
        var page = Page();
        page.Find(".oxi-page-head button").Click();
        page.Find("[data-field=name]").Change("GPU box 2");
        await page.Find("form").SubmitAsync();

        Assert.Equal("Choose at least one scope.", page.WaitForElement("[role=alert]").TextContent);
        Assert.Empty(page.FindAll(".oxi-secret"));
    }

    [Fact]
    public async Task GivenAToken_WhenRevokeIsPressed_ThenItAsksFirst_AndKeepKeeps()
    {
        var (id, token) = await IssueAsync("GPU box 3");
        var page = Page();

        page.Find($"{Row(id)} button").Click();
        Assert.Contains("For good?", page.Find(Row(id)).TextContent, StringComparison.Ordinal);
        page.FindAll($"{Row(id)} button").Single(b => b.TextContent == "Keep").Click();

        Assert.Equal("Revoke", page.Find($"{Row(id)} button").TextContent);
        Assert.NotNull(await portal.Service<CheckServiceToken>().RunAsync(token, Cancel));
    }

    [Fact]
    public async Task GivenAToken_WhenItsRevocationIsConfirmed_ThenItIsRefusedAndTheRowSaysByWhom()
    {
        var (id, token) = await IssueAsync("GPU box 4");
        var page = Page();

        page.Find($"{Row(id)} button").Click();
        page.FindAll($"{Row(id)} button").Single(b => b.TextContent == "Yes, revoke").Click();

        page.WaitForAssertion(() => Assert.Contains("by Test Administrator", page.Find(Row(id)).TextContent, StringComparison.Ordinal));
        Assert.Contains("revoked", page.Find(Row(id)).TextContent, StringComparison.Ordinal);
        Assert.Empty(page.FindAll($"{Row(id)} button"));
        Assert.Null(await portal.Service<CheckServiceToken>().RunAsync(token, Cancel));
    }

    [Theory]
    [InlineData(true, "Copied.")]
    [InlineData(false, "press Ctrl+C")]
    public void GivenTheSecret_WhenCopyIsPressed_ThenItSaysWhetherTheBrowserDidIt(bool allowed, string words)
    {
        JSInterop.SetupModule("/js/copy.js").Setup<bool>("copy", _ => true).SetResult(allowed);
        var panel = Render<IssuedTokenPanel>(p => p.Add(x => x.Token, "oxi_secret"));

        panel.Find(".oxi-secret button").Click();

        panel.WaitForAssertion(() => Assert.Contains(words, panel.Find("[role=status]").TextContent, StringComparison.Ordinal));
    }

    private static string Row(Guid id) => $"[data-token='{id}']";

    private async Task<(Guid Id, string Token)> IssueAsync(string name)
    {
        var issued = await portal.Service<IssueServiceToken>().RunAsync(
            portal.Actor(Role.Administrator), name, new HashSet<ServiceScope> { ServiceScope.Inference }, IssueServiceToken.DefaultDays, Cancel);
        return (issued.Id!.Value, issued.Token!);
    }

    private IRenderedComponent<TokensPage> Page()
    {
        this.SignIn(portal, Role.Administrator);
        Services.AddSingleton(portal.Service<ListServiceTokens>()).AddSingleton(portal.Service<IssueServiceToken>()).AddSingleton(portal.Service<RevokeServiceToken>());
        var page = Render<TokensPage>();
        page.WaitForState(() => !page.Markup.Contains("Loading...", StringComparison.Ordinal));
        return page;
    }
}
