using System.Net;
using Bunit;
using OxiPortal.Domain.Sites;
using OxiPortal.Infrastructure.Exports;
using OxiPortal.Infrastructure.Reading;
using OxiPortal.Portal.Administration;
using OxiPortal.Portal.Tests.Support;

namespace OxiPortal.Portal.Tests.Administration;

[Collection(PortalCollection.Name)]
public sealed class ExportTests(PortalFixture portal) : BunitContext
{
    [Fact]
    public void GivenNothingSubmitted_WhenThePageOpens_ThenItSaysSoAndCannotExport()
    {
        var page = Page();

        Assert.Contains("There is nothing to export yet", page.Markup, StringComparison.Ordinal);
        Assert.True(page.Find("button[type=submit]").HasAttribute("disabled"));
    }

    [Theory]
    [InlineData(null, "burned-in|identifies")]
    [InlineData("true", "nothing to export")]
    public async Task GivenNoConfirmationOrNoLabels_WhenPosted_ThenNoZipIsMade(string? confirmed, string words)
    {
        using var browser = await portal.BrowserAsync(Role.Administrator);
        (string, string)[] fields = confirmed is null ? [] : [("noBurnedInText", confirmed)];
        using var answer = await browser.PostFormAsync("/admin/export", ExportEndpoint.Path, null, fields);
        var said = await answer.Content.ReadAsStringAsync(Xunit.TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(words.Split('|'), word => said.Contains(word, StringComparison.Ordinal));
    }

    private IRenderedComponent<ExportPage> Page()
    {
        this.SignIn(portal, Role.Administrator);
        Services.AddSingleton(portal.Service<ListReleases>()).AddSingleton(portal.Service<LabelSignals>()).AddSingleton(TimeProvider.System);
        var page = Render<ExportPage>();
        page.WaitForState(() => page.FindAll("form").Count > 0);
        return page;
    }
}
