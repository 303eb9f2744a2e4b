using System.Net;
using OxiPortal.Domain.Sites;
using OxiPortal.Portal.Tests.Support;

namespace OxiPortal.Portal.Tests.Hosting;

[Collection(PortalCollection.Name)]
public sealed class AnswersTests(PortalFixture portal)
{
    [Theory]
    [InlineData("/account/login")]
    [InlineData("/healthz/live")]
    [InlineData("/app.css")]
    [InlineData("/worklist")]
    [InlineData("/no-such-page")]
    public async Task GivenAnyAnswer_WhenLookedAt_ThenItCarriesTheSecurityHeaders(string path)
    {
        using var browser = await portal.BrowserAsync(null);
        using var answer = await browser.Client.GetAsync(path, TestContext.Current.CancellationToken);

        var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("script-src 'self';", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("same-origin", Assert.Single(answer.Headers.GetValues("Referrer-Policy")));
        Assert.False(answer.Headers.Contains("Server"));
    }

    [Fact]
    public async Task GivenAPageForPeople_WhenFetched_ThenItHoldsNoInlineScriptAndIsNotCached()
    {
        using var browser = await portal.BrowserAsync(Role.Radiologist);
        using var answer = await browser.Client.GetAsync("/worklist", TestContext.Current.CancellationToken);
        var html = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.True(answer.Headers.CacheControl?.NoStore);
        Assert.DoesNotContain("<script>", html, StringComparison.Ordinal);
        Assert.DoesNotContain("http://", html.Replace("http://www.w3.org", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("Research use only. Not a medical device.", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/app.css", "text/css")]
    [InlineData("/favicon.svg", "image/svg+xml")]
    [InlineData("/js/upload.js", "text/javascript")]
    [InlineData("/_framework/blazor.web.js", "text/javascript")]
    [InlineData("/_content/MudBlazor/MudBlazor.min.css", "text/css")]
    public async Task GivenAStaticFile_WhenFetchedWithoutSigningIn_ThenItIsServed(string path, string type)
    {
        using var browser = await portal.BrowserAsync(null);
        using var answer = await browser.Client.GetAsync(path, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(type, answer.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task GivenAnUnknownAddress_WhenASignedInPersonAsks_ThenAPageSaysSo()
    {
        using var browser = await portal.BrowserAsync(Role.QA);
        using var answer = await browser.Client.GetAsync("/no-such-page", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Contains("There is no such page", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task GivenNoModels_WhenReadinessIsAsked_ThenDatabaseAndStoreAreHealthyAndNothingElseIsTold()
    {
        using var browser = await portal.BrowserAsync(null);
        using var live = await browser.Client.GetAsync("/healthz/live", TestContext.Current.CancellationToken);
        using var ready = await browser.Client.GetAsync("/healthz/ready", TestContext.Current.CancellationToken);
        var report = await ready.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, live.StatusCode);
        Assert.Contains("\"database\":\"Healthy\"", report, StringComparison.Ordinal);
        Assert.Contains("\"store\":\"Healthy\"", report, StringComparison.Ordinal);
        Assert.DoesNotContain(portal.DataFolder, report, StringComparison.Ordinal);
    }
}
