using System.Net;
using OxiPortal.Infrastructure;
using OxiPortal.Portal.Hosting;
using OxiPortal.Portal.Tests.Support;

namespace OxiPortal.Portal.Tests.Accounts;

public sealed class SignInRateTests
{
    [Fact]
    public async Task GivenManyAttemptsFromOneAddress_WhenTheLimitIsReached_ThenTheNextIsToldToWait()
    {
        var data = Directory.CreateTempSubdirectory("oxi-portal-");
        try
        {
            await using var app = PortalHost.Build(
                new PortalStart(false, data.FullName, "http://127.0.0.1:0", ["--Portal:SignInAttemptsPerMinute=2"]), PortalFixture.WithoutWorker);
            await app.Services.PrepareInfrastructureAsync(TestContext.Current.CancellationToken);
            await app.StartAsync(TestContext.Current.CancellationToken);
            using var browser = new Browser(new Uri(app.Urls.First()));
            var statuses = new List<HttpStatusCode>();
            for (var attempt = 0; attempt < 3; attempt++)
            {
                using var answer = await browser.SignInAsync("nobody@test.local", "wrong-password-here");
                statuses.Add(answer.StatusCode);
            }
            using var page = await browser.Client.GetAsync("/account/login", TestContext.Current.CancellationToken);
            await app.StopAsync(TestContext.Current.CancellationToken);

            Assert.Equal([HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.TooManyRequests], statuses);
            Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        }
        finally
        {
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            data.Delete(recursive: true);
        }
    }
}
