using System.IO.Compression;
using System.Net;
using Bunit;
using OxiPortal.Domain.Imaging;
using OxiPortal.Domain.Labels;
using OxiPortal.Domain.Reading;
using OxiPortal.Domain.Sites;
using OxiPortal.Infrastructure.Exports;
using OxiPortal.Infrastructure.Reading;
using OxiPortal.Portal.Administration;
using OxiPortal.Portal.Qa;
using OxiPortal.Portal.Tests.Support;

namespace OxiPortal.Portal.Tests.Administration;

/// <summary>From a reader's finding over QA's key to the administrator's zip.</summary>
public sealed class FeedbackTests(PortalFixture portal) : BunitContext, IClassFixture<PortalFixture>
{
    [Fact]
    public async Task GivenASubmittedFinding_WhenQaConfirmsItByKeyAndItIsExported_ThenTheZipHoldsIt()
    {
        await SubmitFindingAsync();
        JSInterop.Mode = JSRuntimeMode.Loose;

        var signedIn = this.SignIn(portal, Role.QA);
        Services.AddSingleton(portal.Service<ListReviews>()).AddSingleton(portal.Service<ReviewVerdict>()).AddSingleton(portal.Service<ListReleases>())
            .AddSingleton(portal.Service<LabelSignals>()).AddSingleton(TimeProvider.System);
        // The renderer is a service: asking for it closes the list of services.
        Renderer.SetRendererInfo(new Microsoft.AspNetCore.Components.RendererInfo("Server", isInteractive: true));
        var qa = Render<QaPage>();
        qa.WaitForElement("[data-verdict]");
        Assert.Contains("Drew a finding that the model missed", qa.Markup, StringComparison.Ordinal);
        await qa.InvokeAsync(() => qa.Instance.KeyAsync("c", Guid.Parse(qa.Find("[data-verdict]").GetAttribute("data-verdict")!)));
        qa.WaitForAssertion(() => Assert.Contains("Nothing awaits a check", qa.Markup, StringComparison.Ordinal));

        signedIn.SignIn(portal, Role.Administrator);
        var export = Render<ExportPage>();
        export.WaitForElement("form");
        Assert.Contains("<strong>1</strong> label", export.Markup, StringComparison.Ordinal);
        Assert.True(export.Find("button[type=submit]").HasAttribute("disabled"));
        export.Find("input[type=checkbox]").Change(true);
        Assert.False(export.Find("button[type=submit]").HasAttribute("disabled"));

        using var browser = await portal.BrowserAsync(Role.Administrator);
        using var answer = await browser.PostFormAsync("/admin/export", ExportEndpoint.Path, null, ("noBurnedInText", "true"));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        export.WaitForElement("tbody tr", TimeSpan.FromSeconds(10));
        Assert.Equal("application/zip", answer.Content.Headers.ContentType?.MediaType);
        using var zip = new ZipArchive(await answer.Content.ReadAsStreamAsync(Xunit.TestContext.Current.CancellationToken));
        Assert.Contains(zip.Entries, e => e.Name.EndsWith(".png", StringComparison.Ordinal));
        Assert.Contains(zip.Entries, e => e.Name == "annotations.json");
    }

    private async Task SubmitFindingAsync()
    {
        var cancel = Xunit.TestContext.Current.CancellationToken;
        var film = await portal.UploadAsync(501);
        await portal.AnalyseAsync(film.Instance());
        var reader = portal.Actor(Role.Radiologist);
        var study = StudyInstanceUid.Parse(film.Study());
        var added = Assert.IsType<ReadOutcome.Saved>(await portal.Service<AddFinding>().RunAsync(
            reader, new FindingRequest(study, SopInstanceUid.Parse(film.Instance()), 1, new ImageBox(20, 30, 40, 50), FindingLabels.Nodule, null, null, "{}", 0), cancel));
        Assert.Equal(VerdictKind.Added, added.Verdict?.Kind);
        Assert.IsType<ReadOutcome.Saved>(await portal.Service<SubmitRead>().RunAsync(reader, study, nothingMore: false, added.Read.Version, cancel));
    }
}
