using Bunit;
using Bunit.TestDoubles;
using Microsoft.AspNetCore.Components.Forms;
using OxiPortal.Portal.Hosting;
using OxiPortal.Portal.Upload;

namespace OxiPortal.Portal.Tests.Upload;

public sealed class UploadPageTests : BunitContext
{
    private readonly BunitNavigationManager _navigation;

    public UploadPageTests()
    {
        Services.AddSingleton(new PortalOptions());
        Services.AddSingleton<AntiforgeryStateProvider>(new NoAntiforgery());
        AddAuthorization().SetAuthorized("qa@demo.local");
        JSInterop.Mode = JSRuntimeMode.Loose;
        JSInterop.SetupModule("/js/upload.js").Mode = JSRuntimeMode.Loose;
        _navigation = Services.GetRequiredService<BunitNavigationManager>();
        _navigation.NavigateTo("upload");
    }

    [Fact]
    public async Task GivenFilesOnTheirWay_WhenThePageIsLeft_ThenItIsToldFirst_AndWhoAsksAgainMayGo()
    {
        var page = Render<UploadPage>();
        await page.InvokeAsync(() => page.Instance.Added([new(0, "a.dcm", 10)]));

        await page.InvokeAsync(() => _navigation.NavigateTo("worklist"));
        Assert.EndsWith("/upload", _navigation.Uri, StringComparison.Ordinal);
        Assert.Contains("still being sent", page.Find("[data-testid=still-sending]").TextContent, StringComparison.Ordinal);

        await page.InvokeAsync(() => _navigation.NavigateTo("worklist"));
        Assert.EndsWith("/worklist", _navigation.Uri, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GivenEveryFileDone_WhenThePageIsLeft_ThenNothingIsAsked()
    {
        var page = Render<UploadPage>();
        await page.InvokeAsync(() => page.Instance.Added([new(0, "a.dcm", 10)]));
        await page.InvokeAsync(() => page.Instance.Finished(0, 0, [], "The connection broke off while this file was sent. Try it again."));

        await page.InvokeAsync(() => _navigation.NavigateTo("worklist"));

        Assert.EndsWith("/worklist", _navigation.Uri, StringComparison.Ordinal);
    }

    private sealed class NoAntiforgery : AntiforgeryStateProvider
    {
        public override AntiforgeryRequestToken? GetAntiforgeryToken() => null;
    }
}
