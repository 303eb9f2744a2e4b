using System.Net;
using OxiPortal.Domain.Sites;
using OxiPortal.Portal.Accounts;
using OxiPortal.Portal.Tests.Support;

namespace OxiPortal.Portal.Tests.Accounts;

[Collection(PortalCollection.Name)]
public sealed class SignInTests(PortalFixture portal)
{
    [Theory]
    [InlineData(Role.Radiologist, "worklist")]
    [InlineData(Role.QA, "qa")]
    [InlineData(Role.Administrator, "admin/users")]
    public async Task GivenAnAccount_WhenItSignsIn_ThenItLandsWhereItsWorkBegins(Role role, string place)
    {
        using var browser = await portal.BrowserAsync(role);
        using var start = await browser.Client.GetAsync("/", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Redirect, start.StatusCode);
        Assert.EndsWith("/" + place, start.Headers.Location?.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task GivenAWrongPasswordAndAnUnknownAccount_WhenTheySignIn_ThenTheAnswersAreTheSame()
    {
        using var browser = new Browser(portal.Address);
        using var wrong = await browser.SignInAsync(PortalFixture.Email(Role.QA), "wrong-password-here");
        using var unknown = await browser.SignInAsync("nobody@test.local", "wrong-password-here");

        Assert.Equal(HttpStatusCode.OK, wrong.StatusCode);
        Assert.Equal(wrong.StatusCode, unknown.StatusCode);
        const string sentence = "E-mail and password do not match an account that may sign in.";
        Assert.Contains(sentence, await wrong.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Contains(sentence, await unknown.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task GivenASignIn_WhenItWorked_ThenTheCookieIsOutOfScriptsReach()
    {
        using var browser = new Browser(portal.Address);
        using var answer = await browser.SignInAsync(PortalFixture.Email(Role.QA), PortalFixture.Password);

        var cookie = Assert.Single(answer.Headers.GetValues("Set-Cookie"), c => c.StartsWith("oxi=", StringComparison.Ordinal));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=lax", cookie, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task GivenASessionThatIsSignedOut_WhenACopyOfItsCookieIsUsed_ThenItIsWorthNothing()
    {
        using var browser = await portal.BrowserAsync(Role.Radiologist);
        using var other = await portal.BrowserAsync(Role.Radiologist);
        var stolen = browser.CookieHeader();
        var session = "";
        portal.Service<Sessions>().SignedOut += s => session = s;

        using var signedOut = await browser.SignOutAsync();

        Assert.Equal(HttpStatusCode.Redirect, signedOut.StatusCode);
        Assert.NotEmpty(session);
        using var thief = new HttpClient(new HttpClientHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = portal.Address };
        using var request = new HttpRequestMessage(HttpMethod.Get, "/dicomweb/studies/1.2.3/metadata");
        request.Headers.Add("Cookie", stolen);
        Assert.Equal(HttpStatusCode.Unauthorized, (await thief.SendAsync(request, TestContext.Current.CancellationToken)).StatusCode);
        // The same person's other session goes on.
        Assert.Equal(HttpStatusCode.NotFound, (await other.Client.GetAsync("/dicomweb/studies/1.2.3/metadata", TestContext.Current.CancellationToken)).StatusCode);
    }

    [Fact]
    public async Task GivenAFormWithoutToken_WhenPosted_ThenNobodyIsSignedIn()
    {
        using var browser = new Browser(portal.Address);
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["_handler"] = "login",
            ["email"] = PortalFixture.Email(Role.QA),
            ["password"] = PortalFixture.Password,
        });
        using var answer = await browser.Client.PostAsync("/account/login", form, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.False(answer.Headers.Contains("Set-Cookie"));
    }

    [Fact]
    public async Task GivenSignOutWithoutToken_WhenPosted_ThenTheAccountStaysSignedIn()
    {
        using var browser = await portal.BrowserAsync(Role.QA);
        using var form = new FormUrlEncodedContent([]);
        using var refused = await browser.Client.PostAsync("/account/logout", form, TestContext.Current.CancellationToken);
        using var still = await browser.Client.GetAsync("/qa", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Equal(HttpStatusCode.OK, still.StatusCode);
    }

    [Fact]
    public async Task GivenSignOut_WhenPostedFromAPage_ThenTheAccountIsOut()
    {
        using var browser = await portal.BrowserAsync(Role.QA);
        using var left = await browser.PostFormAsync("/qa", "/account/logout", null);
        using var then = await browser.Client.GetAsync("/qa", TestContext.Current.CancellationToken);

        Assert.Equal("/account/login", left.Headers.Location?.ToString());
        Assert.Equal(HttpStatusCode.Redirect, then.StatusCode);
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example/")]
    [InlineData("/\\evil.example/")]
    [InlineData("/\t/evil.example")]
    [InlineData("evil.example")]
    public async Task GivenAReturnAddressOfAnotherSite_WhenSignedIn_ThenTheStartPageOpens(string returnUrl)
    {
        using var browser = new Browser(portal.Address);
        using var answer = await browser.SignInAsync(PortalFixture.Email(Role.QA), PortalFixture.Password, returnUrl);

        Assert.Equal("/", LocalUrl.OrHome(returnUrl));
        var location = new Uri(portal.Address, answer.Headers.Location!);
        Assert.Equal(portal.Address.Authority, location.Authority);
        Assert.Equal("/", location.AbsolutePath);
    }

    [Fact]
    public async Task GivenAReturnAddressOfThePortal_WhenSignedIn_ThenItOpens()
    {
        using var browser = new Browser(portal.Address);
        using var answer = await browser.SignInAsync(PortalFixture.Email(Role.Radiologist), PortalFixture.Password, "/studies/1.2.3?x=1");

        Assert.Equal("/studies/1.2.3?x=1", new Uri(portal.Address, answer.Headers.Location!).PathAndQuery);
    }
}
