using Bunit;
using MudBlazor.Services;
using OxiPortal.Domain.Detection;
using OxiPortal.Domain.Sites;
using OxiPortal.Infrastructure.Administration;
using OxiPortal.Infrastructure.Queue;
using OxiPortal.Infrastructure.Worklists;
using OxiPortal.Portal.Tests.Support;
using OxiPortal.Portal.Worklist;

namespace OxiPortal.Portal.Tests.Worklist;

public sealed class WorklistPageTests(PortalFixture portal) : BunitContext, IClassFixture<PortalFixture>
{
    [Fact]
    public async Task GivenAStudyWhoseAnalysisFailed_WhenTheReaderTriesItAgain_ThenItWaitsInTheQueue()
    {
        var film = await portal.UploadAsync(701);
        var queue = portal.Service<IAnalysisQueue>();
        var cancel = Xunit.TestContext.Current.CancellationToken;
        Assert.True(await queue.FailAsync(await queue.LeaseAsync("test", cancel), new Refusal(RefusalCodes.Failed, "The analysis failed."), final: true, cancel));
        var page = Page();
        Assert.Contains("The analysis failed.", page.Find(Row()).TextContent, StringComparison.Ordinal);

        page.Find($"{Row()} button").Click();

        page.WaitForAssertion(() => Assert.Contains("Waiting to be analysed.", page.Find(Row()).TextContent, StringComparison.Ordinal));
        Assert.Equal("Analyse first", Assert.Single(page.FindAll($"{Row()} button")).TextContent);
        page.Find($"{Row()} button").Click();
        page.WaitForAssertion(() => Assert.Contains("It is analysed next.", page.Markup, StringComparison.Ordinal));
        Assert.Equal(film.Instance(), (await queue.LeaseAsync("test", cancel)).Instance.Value);

        string Row() => $"tr[data-study='{film.Study()}']";
    }

    private IRenderedComponent<WorklistPage> Page()
    {
        this.SignIn(portal, Role.Radiologist);
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddMudServices();
        Services.AddScoped<WorklistChoice>()
            .AddSingleton(portal.Service<ListWorklist>()).AddSingleton(portal.Service<RetryAnalysis>()).AddSingleton(portal.Service<PrioritiseStudy>()).AddSingleton(portal.Service<QueueSignals>())
            .AddSingleton(TimeProvider.System);
        Render<MudBlazor.MudPopoverProvider>();
        var page = Render<WorklistPage>();
        page.WaitForElement("table");
        return page;
    }
}
