using System.Net;
using Microsoft.AspNetCore.Mvc;
using OxiPortal.Domain.Sites;
using OxiPortal.Infrastructure.Identity;
using OxiPortal.Infrastructure.ServiceTokens;
using OxiPortal.Portal.Tests.Support;

namespace OxiPortal.Portal.Tests.Tokens;

/// <summary>What an address for inference services answers to whom.</summary>
public sealed class ServiceTokenTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task GivenATokenOfTheScope_WhenItCalls_ThenTheAddressKnowsItsIdNameAndSite()
    {
        await using var portal = await TokenPortal.StartAsync();
        var (id, token) = await portal.IssueAsync();

        using var answer = await CallAsync(portal, token);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal($"{id} GPU box 1", await answer.Content.ReadAsStringAsync(Cancel));
    }

    [Fact]
    public async Task GivenATokenOfAnotherSite_WhenItCalls_ThenItIsThatSitesAndNotOurs()
    {
        await using var portal = await TokenPortal.StartAsync();
        var (id, token) = await portal.IssueAsync(TokenPortal.Administrator with { Site = new SiteId(TokenPortal.OtherSite) });

        using var answer = await CallAsync(portal, token);

        Assert.Equal($"{id} GPU box {TokenPortal.OtherSite}", await answer.Content.ReadAsStringAsync(Cancel));
    }

    [Fact]
    public async Task GivenATokenOfEveryOtherScope_WhenItCalls_ThenItIsForbiddenWithASentence()
    {
        await using var portal = await TokenPortal.StartAsync();
        foreach (var scope in Enum.GetValues<ServiceScope>().Except([ServiceScope.Inference]))
        {
            var (_, token) = await portal.IssueAsync(scope: scope);
            using var answer = await CallAsync(portal, token);

            await RefusedAsync(answer, HttpStatusCode.Forbidden, "lacks the scope");
        }
    }

    [Fact]
    public async Task GivenNoToken_WhenSomebodyCalls_ThenTheAnswerSaysWhatToSend()
    {
        await using var portal = await TokenPortal.StartAsync();

        using var answer = await CallAsync(portal, token: null);

        await RefusedAsync(answer, HttpStatusCode.Unauthorized, "Authorization: Bearer");
        Assert.Null(Assert.Single(answer.Headers.WwwAuthenticate).Parameter);
    }

    [Fact]
    public async Task GivenAnExpiredToken_WhenItCalls_ThenItIsRefusedFromThatSecondOn()
    {
        await using var portal = await TokenPortal.StartAsync();
        var (_, token) = await portal.IssueAsync(days: 1);
        // The clock is set, not run: every timer of a day would fire.
        portal.Time.AdjustTime(portal.Time.GetUtcNow() + TimeSpan.FromDays(1) - TimeSpan.FromSeconds(1));
        using var before = await CallAsync(portal, token);
        portal.Time.AdjustTime(portal.Time.GetUtcNow() + TimeSpan.FromSeconds(1));

        using var after = await CallAsync(portal, token);

        Assert.Equal(HttpStatusCode.OK, before.StatusCode);
        await RefusedAsync(after, HttpStatusCode.Unauthorized, "expired");
    }

    [Fact]
    public async Task GivenATokenInUse_WhenItIsRevoked_ThenItsNextCallIsRefused()
    {
        await using var portal = await TokenPortal.StartAsync();
        var (id, token) = await portal.IssueAsync();
        using var before = await CallAsync(portal, token);
        Assert.True(await portal.Service<RevokeServiceToken>().RunAsync(TokenPortal.Administrator, id, Cancel));

        using var after = await CallAsync(portal, token);

        Assert.Equal(HttpStatusCode.OK, before.StatusCode);
        await RefusedAsync(after, HttpStatusCode.Unauthorized, "revoked");
        Assert.Equal("error=\"invalid_token\"", Assert.Single(after.Headers.WwwAuthenticate).Parameter);
    }

    [Fact]
    public async Task GivenAnIssuerWhoMayNoLongerSignIn_WhenTheTokenCalls_ThenItGoesOn()
    {
        await using var portal = await TokenPortal.StartAsync();
        await portal.AddAdministratorAsync("root@test.local");
        var jo = await portal.AddAdministratorAsync("jo@test.local");
        var (_, token) = await portal.IssueAsync(jo);
        Assert.True((await portal.Service<ChangeUser>().RunAsync(TokenPortal.Administrator, jo.UserId, jo.Roles, disabled: true, Cancel)).Succeeded);

        using var answer = await CallAsync(portal, token);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task GivenGarbage_WhenItCalls_ThenItIsRefused()
    {
        await using var portal = await TokenPortal.StartAsync();
        string[] garbage =
        [
            "Bearer ", "Bearer oxi_", "Bearer null", "Bearer ' OR 1=1 --", "bearer eyJhbGciOiJub25lIn0.e30.", "Basic b3hpOm94aQ==",
            "Bearer oxi_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "Bearer oxi_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA extra",
            "oxi_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        ];
        foreach (var authorization in garbage)
        {
            using var answer = await CallRawAsync(portal, authorization);

            await RefusedAsync(answer, HttpStatusCode.Unauthorized, "token");
        }
    }

    [Fact]
    public async Task GivenAHugeHeader_WhenItCalls_ThenItIsRefusedAndThePortalLives()
    {
        await using var portal = await TokenPortal.StartAsync();
        var (_, token) = await portal.IssueAsync();

        using var huge = await CallRawAsync(portal, "Bearer oxi_" + new string('A', 8_000));
        using var larger = await CallRawAsync(portal, "Bearer oxi_" + new string('A', 40_000));
        using var next = await CallAsync(portal, token);

        await RefusedAsync(huge, HttpStatusCode.Unauthorized, "not valid");
        Assert.Equal(HttpStatusCode.RequestHeaderFieldsTooLarge, larger.StatusCode);
        Assert.Equal(HttpStatusCode.OK, next.StatusCode);
    }

    [Fact]
    public async Task GivenASignedInPerson_WhenTheirCookieCalls_ThenItDoesNotDo_AndBesideATokenTheTokenDecides()
    {
        await using var portal = await TokenPortal.StartAsync();
        await portal.AddAdministratorAsync("jo@test.local");
        using var browser = new Browser(portal.Address);
        using var signedIn = await browser.SignInAsync("jo@test.local", PortalFixture.Password);
        using var page = await browser.Client.GetAsync("/admin/tokens", Cancel);
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);

        using var alone = await browser.Client.GetAsync(TokenPortal.Path, Cancel);
        await RefusedAsync(alone, HttpStatusCode.Unauthorized, "for programs");

        browser.Client.DefaultRequestHeaders.Authorization = new("Bearer", (await portal.IssueAsync(scope: ServiceScope.Export)).Token);
        using var wrong = await browser.Client.GetAsync(TokenPortal.Path, Cancel);
        await RefusedAsync(wrong, HttpStatusCode.Forbidden, "scope");
    }

    [Fact]
    public async Task GivenTokensGoodAndBad_WhenTheyCall_ThenNoLogLineHoldsAnyPartOfThem()
    {
        await using var portal = await TokenPortal.StartAsync();
        var (id, token) = await portal.IssueAsync();
        var stranger = ServiceTokenText.New();
        (await CallAsync(portal, token)).Dispose();
        (await CallAsync(portal, stranger)).Dispose();
        await portal.Service<RevokeServiceToken>().RunAsync(TokenPortal.Administrator, id, Cancel);
        (await CallAsync(portal, token)).Dispose();

        Assert.Contains(portal.Log.Lines, line => line.Contains("A service token was refused", StringComparison.Ordinal));
        string[] secrets = [.. new[] { token, stranger }.SelectMany(t => new[] { t[4..12], t[12..], ServiceTokenText.Hash(t) })];
        Assert.DoesNotContain(portal.Log.Lines, line => secrets.Any(secret => line.Contains(secret, StringComparison.Ordinal)));
    }

    internal static async Task<HttpResponseMessage> CallAsync(TokenPortal portal, string? token) =>
        await CallRawAsync(portal, token is null ? null : "Bearer " + token);

    private static async Task<HttpResponseMessage> CallRawAsync(TokenPortal portal, string? authorization)
    {
        using var client = new HttpClient { BaseAddress = portal.Address };
        using var request = new HttpRequestMessage(HttpMethod.Get, TokenPortal.Path);
        if (authorization is not null)
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        return await client.SendAsync(request, Cancel);
    }

    internal static async Task RefusedAsync(HttpResponseMessage answer, HttpStatusCode status, string word)
    {
        Assert.Equal(status, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Contains(word, (await answer.Content.ReadFromJsonAsync<ProblemDetails>(Cancel))?.Title, StringComparison.Ordinal);
        if (status != HttpStatusCode.TooManyRequests)
            Assert.Equal("Bearer", Assert.Single(answer.Headers.WwwAuthenticate).Scheme);
    }
}
