using System.Security.Claims;
using Bunit;
using Bunit.TestDoubles;
using Microsoft.Extensions.Time.Testing;
using Microsoft.JSInterop;
using OxiPortal.Domain.Anatomy;
using OxiPortal.Domain.Detection;
using OxiPortal.Domain.Labels;
using OxiPortal.Domain.Reading;
using OxiPortal.Domain.Sites;
using OxiPortal.Infrastructure.Identity;
using OxiPortal.Portal.Studies;

namespace OxiPortal.Portal.Tests.Studies;

public sealed class StudyRoomTests : BunitContext
{
    private readonly FakeDesk _desk = new();
    private readonly BunitJSModuleInterop _module;
    private readonly BunitJSModuleInterop _viewer;

    public StudyRoomTests()
    {
        Services.AddSingleton<IStudyDesk>(_desk);
        Services.AddSingleton<TimeProvider>(new FakeTimeProvider(FakeDesk.Now));
        _module = JSInterop.SetupModule("/viewer/viewer.js");
        _viewer = _module.SetupModule("open", _ => true);
        _viewer.Mode = JSRuntimeMode.Loose;
        _viewer.Setup<string>("displayed").SetResult("""{"zoom":1}""");
        _viewer.Setup<bool>("mayLeave").SetResult(true);
        SignIn(Role.Radiologist);
    }

    [Fact]
    public void GivenAnAnalysedStudy_WhenOpened_ThenPatientScoreModelsAndFindingsAreShown()
    {
        var page = Open();

        Assert.Contains("Doe, Jane", page.Find("[data-testid=study-header]").TextContent, StringComparison.Ordinal);
        Assert.Contains("F 60 P1", page.Find("[data-testid=study-header]").TextContent, StringComparison.Ordinal);
        Assert.Contains("Suspicious for nodule.", page.Find("[data-testid=film-status]").TextContent, StringComparison.Ordinal);
        Assert.Equal("model regions 1.0, irregularities 1.2 - 1.2 s - cpu", page.Find("[data-testid=provenance]").TextContent);
        Assert.Equal(2, page.FindAll("[data-testid=findings] li").Count);
    }

    [Fact]
    public void GivenFindings_WhenListed_ThenEachSaysInWhichLungItIs()
    {
        Assert.Equal([", left lung", ", right lung"], Open().FindAll("[data-testid=place]").Select(p => p.TextContent));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void GivenAFilmThatDoesNotSayWhichSideIsWhich_WhenItsFindingsAreListed_ThenNoSideIsClaimed(bool inTheHeader)
    {
        var film = FakeDesk.Analysed(FakeDesk.Film, FakeDesk.Nodule, FakeDesk.Opacity with { Region = BodyRegion.Heart });
        // Unknown to the header, or to the analysis that found the regions.
        film = inTheHeader
            ? film with { Orientation = null }
            : film with { Analysis = film.Analysis! with { Result = film.Analysis.Result with { OrientationKnown = false } } };
        _desk.Study = FakeDesk.StudyOf(film);

        Assert.Equal([", side unknown", ", heart"], Open().FindAll("[data-testid=place]").Select(p => p.TextContent));
    }

    [Fact]
    public async Task GivenABoxThatTheReaderMoved_WhenListed_ThenTheModelsSideIsNotClaimedForIt()
    {
        var page = Open();
        Assert.Contains("left lung", page.Find("[data-testid=finding-1]").TextContent, StringComparison.Ordinal);

        await page.InvokeAsync(() => page.Instance.SaveBoxAsync(new(
            "1", $"{FakeDesk.Analysis.Value:N}-1", FakeDesk.Film.Value, 1, new(1, 2, 30, 40), FindingLabels.Mass.Scheme, FindingLabels.Mass.Code, null, "{}")));

        Assert.DoesNotContain("lung", page.Find("[data-testid=finding-1]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GivenAFinding_WhenAccepted_ThenTheListSaysSoAndTheVerdictHoldsWhatWasDisplayed()
    {
        var page = Open();
        await page.InvokeAsync(() => page.Instance.CommandAsync("next-finding"));

        await page.Find("[data-testid=accept]").ClickAsync(new());

        Assert.Equal("Accepted", page.Find("[data-testid=finding-1]").GetAttribute("data-kind"));
        Assert.Equal("""{"zoom":1}""", _desk.Verdicts.Single().Displayed);
        _viewer.VerifyInvoke("centreOn");
    }

    [Fact]
    public async Task GivenTheNextFindingChosenWhileTheBrowserStillAnswers_WhenAccepting_ThenTheVerdictIsAboutTheFindingBefore()
    {
        var displayed = _viewer.Setup<string>("displayed");
        var page = Open();
        await page.InvokeAsync(() => page.Instance.CommandAsync("next-finding"));

        var accepting = page.InvokeAsync(() => page.Instance.CommandAsync("accept"));
        await page.InvokeAsync(() => page.Instance.CommandAsync("next-finding"));
        Assert.Empty(_desk.Verdicts);
        displayed.SetResult("{}");
        await accepting;

        Assert.Equal(FakeDesk.Nodule.Id, _desk.Verdicts.Single().IrregularityId);
        Assert.Equal("true", page.Find("[data-testid=finding-2]").GetAttribute("aria-current"));
    }

    [Fact]
    public async Task GivenTheNextFindingChosenAfterR_WhenADigitArrives_ThenNothingIsRejected()
    {
        var page = Open();
        await page.InvokeAsync(() => page.Instance.CommandAsync("next-finding"));
        await page.InvokeAsync(() => page.Instance.CommandAsync("reject"));
        await page.InvokeAsync(() => page.Instance.CommandAsync("next-finding"));

        await page.InvokeAsync(() => page.Instance.RejectAsync(2));

        Assert.Empty(_desk.Verdicts);
    }

    [Fact]
    public async Task GivenAFinding_WhenRejectIsChosen_ThenTheReasonsStandThereWithTheirDigits()
    {
        var page = Open();
        await page.InvokeAsync(() => page.Instance.CommandAsync("next-finding"));
        await page.InvokeAsync(() => page.Instance.CommandAsync("reject"));
        Assert.Equal(RejectionReasons.All.Count, page.FindAll("[data-testid=reasons] button").Count);

        await page.Find("[data-testid=reason-artefact]").ClickAsync(new());

        Assert.Contains("Rejected: artefact or device", page.Find("[data-testid=finding-1]").TextContent, StringComparison.Ordinal);
        Assert.Empty(page.FindAll("[data-testid=reasons]"));
    }

    [Fact]
    public async Task GivenABoxFromTheBrowser_WhenSaved_ThenItIsListedAsDrawn()
    {
        var page = Open();

        await page.InvokeAsync(() => page.Instance.SaveBoxAsync(new(
            "1", null, FakeDesk.Film.Value, 1, new(1, 2, 30, 40), FindingLabels.Mass.Scheme, FindingLabels.Mass.Code, "spiculated", "{}")));

        Assert.Contains("Drawn by you: spiculated", page.Find("[data-testid=finding-3]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void GivenAnAnalysisUnderWay_WhenItCompletes_ThenItsFindingsAppearByThemselves()
    {
        _desk.Study = FakeDesk.StudyOf(FakeDesk.FilmOf(FakeDesk.Film, AnalysisState.Waiting));
        var page = Open();
        Assert.Contains("Waiting for analysis.", page.Markup, StringComparison.Ordinal);

        _desk.Send(new(8, FakeDesk.Analysis, 1, FakeDesk.Film, FakeDesk.Now, new AnalysisEvent.Started("cpu", [])));
        _desk.Send(new(9, FakeDesk.Analysis, 1, FakeDesk.Film, FakeDesk.Now, new AnalysisEvent.Completed([FakeDesk.Nodule], 0.87, null, [])));

        page.WaitForAssertion(() => Assert.Single(page.FindAll("[data-testid=findings] li")));
    }

    [Fact]
    public async Task GivenASubmittedRead_WhenShown_ThenNothingCanBeChangedAndItSaysSo()
    {
        var page = Open();
        await page.Find("[data-testid=nothing-more]").ChangeAsync(new());

        await page.InvokeAsync(() => page.Instance.CommandAsync("submit"));

        Assert.Contains("cannot be changed any more", page.Find("[data-testid=submitted]").TextContent, StringComparison.Ordinal);
        Assert.Empty(page.FindAll("[data-testid=accept]"));
        Assert.Empty(page.FindAll("[data-testid=submit]"));
    }

    [Fact]
    public async Task GivenTheSubmitButton_WhenPressed_ThenTheViewerIsAskedFirst_ForItKnowsOfBoxesThatAreNotSaved()
    {
        var page = Open();
        await page.Find("[data-testid=nothing-more]").ChangeAsync(new());

        await page.Find("[data-testid=submit]").ClickAsync(new());

        Assert.Equal("submit", _viewer.VerifyInvoke("run").Arguments[0]);
        Assert.NotEqual(ReadState.Submitted, _desk.Read.State);
    }

    [Fact]
    public async Task GivenABoxThatIsNotSaved_WhenAnotherPageIsAsked_ThenTheStudyStaysOpen()
    {
        _viewer.Setup<bool>("mayLeave").SetResult(false);
        _desk.Place = new(12, 87, null, Domain.Imaging.StudyInstanceUid.Parse("1.2.77"));
        var page = Open();
        var navigation = Services.GetRequiredService<BunitNavigationManager>();
        var here = navigation.Uri;

        await page.InvokeAsync(() => page.Instance.CommandAsync("next-case"));
        await page.InvokeAsync(() => navigation.NavigateTo("worklist"));

        Assert.Equal(here, navigation.Uri);
    }

    [Fact]
    public void GivenQa_WhenOpened_ThenThePageIsReadOnly()
    {
        SignIn(Role.QA);

        var page = Open();

        Assert.NotNull(page.Find("[data-testid=read-only]"));
        Assert.Empty(page.FindAll("[data-testid=accept]"));
        Assert.Empty(page.FindAll("[data-testid=draw]"));
    }

    [Fact]
    public void GivenNoSuchStudy_WhenOpened_ThenASentenceSaysSo()
    {
        _desk.Study = null;

        Assert.Contains("no study with this address", Open().Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GivenAPlaceInTheWorklist_WhenNextCaseIsAsked_ThenItIsOpened()
    {
        _desk.Place = new(12, 87, null, Domain.Imaging.StudyInstanceUid.Parse("1.2.77"));
        var page = Open();
        Assert.Contains("12 of 87", page.Find("[data-testid=study-header]").TextContent, StringComparison.Ordinal);

        await page.InvokeAsync(() => page.Instance.CommandAsync("next-case"));

        Assert.EndsWith("/studies/1.2.77", Services.GetRequiredService<BunitNavigationManager>().Uri, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GivenSeveralFilms_WhenAnotherIsChosen_ThenTheViewerShowsIt()
    {
        _desk.Study = FakeDesk.StudyOf(
            FakeDesk.Analysed(FakeDesk.Film, FakeDesk.Nodule), FakeDesk.FilmOf(FakeDesk.OtherFilm, AnalysisState.NotForAnalysis, view: "LL"));
        var page = Open();

        await page.FindAll("[data-testid=films] button")[1].ClickAsync(new());

        Assert.Equal(FakeDesk.OtherFilm.Value, _viewer.VerifyInvoke("showFilm").Arguments[0]);
        Assert.Contains("not analysed", page.Find("[data-testid=film-sentence]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GivenAnotherFilmChosenWhileTheViewerLoads_WhenItIsOpen_ThenItShowsThatFilm()
    {
        _desk.Study = FakeDesk.StudyOf(
            FakeDesk.Analysed(FakeDesk.Film, FakeDesk.Nodule), FakeDesk.FilmOf(FakeDesk.OtherFilm, AnalysisState.NotForAnalysis, view: "LL"));
        var browser = new SlowBrowser();
        Services.AddSingleton<IJSRuntime>(browser);
        var page = Open();

        await page.FindAll("[data-testid=films] button")[1].ClickAsync(new());
        browser.Open();

        page.WaitForAssertion(() => Assert.Contains(("showFilm", FakeDesk.OtherFilm.Value), browser.Calls));
    }

    [Fact]
    public async Task GivenThePageIsLeftWhileTheViewerLoads_WhenItOpens_ThenItIsClosedAgain()
    {
        var browser = new SlowBrowser();
        Services.AddSingleton<IJSRuntime>(browser);
        var page = Open();

        await page.Instance.DisposeAsync();
        browser.Open();

        page.WaitForAssertion(() => Assert.Contains(("dispose", null), browser.Calls));
    }

    [Fact]
    public void GivenAReader_WhenTheViewerIsOpened_ThenItKnowsWhoseBoxesItKeeps()
    {
        Open();

        var options = (ViewerOptions)_module.VerifyInvoke("open").Arguments[1]!;
        Assert.Equal(FakeDesk.Reader.UserId.ToString("N"), options.Reader);
    }

    private IRenderedComponent<StudyRoom> Open() => Render<StudyRoom>(p => p.Add(r => r.Uid, FakeDesk.Uid));

    private void SignIn(Role role)
    {
        var authorization = AddAuthorization();
        authorization.SetAuthorized("reader@demo.local");
        authorization.SetRoles(role.ToString());
        authorization.SetClaims(
            new Claim(ClaimTypes.NameIdentifier, FakeDesk.Reader.UserId.ToString()), new Claim(ActorClaims.Site, "1"), new Claim(ActorClaims.DisplayName, "Dr Reader"));
    }
}
