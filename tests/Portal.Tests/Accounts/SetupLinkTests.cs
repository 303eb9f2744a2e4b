using System.Net;
using OxiPortal.Infrastructure;
using OxiPortal.Infrastructure.Identity;
using OxiPortal.Portal.Hosting;
using OxiPortal.Portal.Tests.Support;

namespace OxiPortal.Portal.Tests.Accounts;

public sealed class SetupLinkTests
{
    [Fact]
    public async Task GivenASetupLink_WhenUsed_ThenItMakesOneAdministratorAndNoSecond()
    {
        var data = Directory.CreateTempSubdirectory("oxi-portal-");
        try
        {
            await using var app = PortalHost.Build(new PortalStart(false, data.FullName, "http://127.0.0.1:0", []), PortalFixture.WithoutWorker);
            await app.Services.PrepareInfrastructureAsync(TestContext.Current.CancellationToken);
            await app.StartAsync(TestContext.Current.CancellationToken);
            var token = await app.Services.GetRequiredService<InviteFirstAdministrator>().RunAsync(TestContext.Current.CancellationToken);
            using var browser = new Browser(new Uri(app.Urls.First()));
            var page = "/account/setup?token=" + Uri.EscapeDataString(token!);

            using var wrong = await SetUpAsync(browser, "/account/setup?token=guess", "mallory@test.local");
            using var first = await SetUpAsync(browser, page, "ada@test.local");
            using var second = await SetUpAsync(browser, page, "eve@test.local");
            using var signedIn = await browser.SignInAsync("ada@test.local", PortalFixture.Password, "/admin/users");

            Assert.Contains("not valid", await wrong.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
            Assert.Equal(HttpStatusCode.Redirect, first.StatusCode);
            Assert.Contains("not valid", await second.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
            Assert.Equal(HttpStatusCode.Redirect, signedIn.StatusCode);
            Assert.Null(await app.Services.GetRequiredService<InviteFirstAdministrator>().RunAsync(TestContext.Current.CancellationToken));
            await app.StopAsync(TestContext.Current.CancellationToken);
        }
        finally
        {
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            data.Delete(recursive: true);
        }
    }

    private static Task<HttpResponseMessage> SetUpAsync(Browser browser, string page, string email) =>
        browser.PostFormAsync(page, page, "setup", ("email", email), ("name", "Ada Admin"), ("password", PortalFixture.Password));
}
