using System.Net;
using OxiPortal.Infrastructure;
using OxiPortal.Portal.Hosting;
using OxiPortal.Portal.Tests.Support;

namespace OxiPortal.Portal.Tests.Accounts;

public sealed class HttpsProxyTests
{
    [Fact]
    public async Task GivenAProxyThatDoesTls_WhenItForwards_ThenCookiesAreForHttpsAndEachCallerHasAttemptsOfItsOwn()
    {
        var data = Directory.CreateTempSubdirectory("oxi-portal-");
        try
        {
            await using var app = PortalHost.Build(
                new PortalStart(false, data.FullName, "http://127.0.0.1:0", ["--Portal:HttpsProxies:0=127.0.0.1", "--Portal:SignInAttemptsPerMinute=1"]),
                PortalFixture.WithoutWorker);
            await app.Services.PrepareInfrastructureAsync(TestContext.Current.CancellationToken);
            await app.StartAsync(TestContext.Current.CancellationToken);
            using var client = new HttpClient(new HttpClientHandler { UseCookies = false }) { BaseAddress = new Uri(app.Urls.First()) };

            using var page = await client.SendAsync(Forwarded(HttpMethod.Get, "203.0.113.1"), TestContext.Current.CancellationToken);
            List<HttpStatusCode> statuses = [];
            foreach (var caller in new[] { "203.0.113.1", "203.0.113.1", "203.0.113.2" })
                statuses.Add((await client.SendAsync(Forwarded(HttpMethod.Post, caller), TestContext.Current.CancellationToken)).StatusCode);
            await app.StopAsync(TestContext.Current.CancellationToken);

            Assert.Contains(page.Headers.GetValues("Set-Cookie"), c => c.StartsWith("__Host-oxi-form=", StringComparison.Ordinal) && c.Contains("secure", StringComparison.OrdinalIgnoreCase));
            Assert.Equal(HttpStatusCode.TooManyRequests, statuses[1]);
            Assert.NotEqual(HttpStatusCode.TooManyRequests, statuses[2]);
        }
        finally
        {
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            data.Delete(recursive: true);
        }
    }

    [Fact]
    public void GivenAProxyThatIsNoAddress_WhenStarted_ThenItsKeyIsNamed()
    {
        var refusal = Assert.Throws<PortalConfigurationException>(() => PortalHost.Build(
            new PortalStart(false, Path.GetTempPath(), "http://127.0.0.1:0", ["--Portal:HttpsProxies:0=proxy.example"]), PortalFixture.WithoutWorker));

        Assert.Contains("Portal:HttpsProxies", refusal.Message, StringComparison.Ordinal);
    }

    private static HttpRequestMessage Forwarded(HttpMethod method, string caller)
    {
        var request = new HttpRequestMessage(method, "/account/login");
        request.Headers.Add("X-Forwarded-For", caller);
        request.Headers.Add("X-Forwarded-Proto", "https");
        if (method == HttpMethod.Post)
            request.Content = new FormUrlEncodedContent(new Dictionary<string, string> { ["_handler"] = "login" });
        return request;
    }
}
