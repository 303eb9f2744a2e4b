using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using OxiPortal.Domain.Detection;
using OxiPortal.Domain.Imaging;
using OxiPortal.Domain.Labels;
using OxiPortal.Domain.Reading;
using OxiPortal.Domain.Sites;
using OxiPortal.Portal.Studies;

namespace OxiPortal.Portal.Tests.Studies;

public sealed class StudySessionTests
{
    private readonly FakeDesk _desk = new();
    private readonly FakeTimeProvider _time = new(FakeDesk.Now);

    [Fact]
    public async Task GivenAMark_WhenItIsAccepted_ThenTheVerdictIsKeptWithWhatWasDisplayed()
    {
        var session = Open();
        session.Step(+1);

        await session.AcceptAsync(session.Selected, """{"zoom":2}""");

        Assert.Equal("Accepted", session.Findings[0].Decision);
        Assert.Equal("""{"zoom":2}""", _desk.Read.Verdicts.Single().Displayed);
        Assert.Equal(session.Findings[0], session.Selected);
    }

    [Fact]
    public async Task GivenAMark_WhenRejectedByDigit_ThenTheReasonOfThatNumberIsKept()
    {
        var session = Open();
        session.Step(+1);
        session.ChooseReason();
        Assert.True(session.ChoosingReason);

        await session.RejectAsync(session.Selected, 2, "{}");

        Assert.Equal("Rejected: overlapping structures", session.Findings[0].Decision);
        Assert.False(session.ChoosingReason);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    public async Task GivenADigitThatIsNoReason_WhenRejecting_ThenNothingIsKept(int digit)
    {
        var session = Open();
        session.Step(+1);

        await session.RejectAsync(session.Selected, digit, "{}");

        Assert.Empty(_desk.Read.Verdicts);
    }

    [Fact]
    public async Task GivenNoSelection_WhenAccepting_ThenTheReaderIsToldWhatToDo()
    {
        var session = Open();

        await session.AcceptAsync(session.Selected, "{}");

        Assert.Contains("J for the next", session.Notice, StringComparison.Ordinal);
        Assert.Empty(_desk.Read.Verdicts);
    }

    [Fact]
    public async Task GivenADrawnBox_WhenSavedAndOpenedAgain_ThenItLiesOnTheSamePixels()
    {
        var drawn = Act(new(12.25, 34.5, 56.125, 78.75));

        var answer = await Open().SaveBoxAsync(drawn);

        Assert.Equal(new SaveAnswer(true, null, false), answer);
        var again = Open().Findings.Single(f => f.Verdict?.Kind == VerdictKind.Added);
        Assert.Equal(new ImageBox(12.25, 34.5, 56.125, 78.75), again.Box);
        Assert.Equal(FindingLabels.Mass, again.Label);
    }

    [Fact]
    public async Task GivenALostAnswer_WhenTheBoxIsSentAgain_ThenItIsThereOnce()
    {
        var session = Open();
        var act = Act(new(10, 10, 20, 20));
        await session.SaveBoxAsync(act);

        Assert.True((await session.SaveBoxAsync(act)).Saved);
        // Another visit to the page knows nothing of the first but what is kept.
        Assert.True((await Open().SaveBoxAsync(act)).Saved);

        Assert.Single(_desk.Read.Verdicts);
    }

    [Fact]
    public async Task GivenABoxStillOnItsWay_WhenItIsSentAgain_ThenItIsThereOnce()
    {
        var session = Open();
        var act = Act(new(10, 10, 20, 20));
        var slow = new TaskCompletionSource();
        _desk.Adding = slow.Task;
        var first = session.SaveBoxAsync(act);

        var second = session.SaveBoxAsync(act);
        slow.SetResult();

        Assert.True((await first).Saved && (await second).Saved);
        Assert.Single(_desk.Read.Verdicts);
    }

    [Fact]
    public async Task GivenABoxTakenBack_WhenItIsSentAgainAfterAReload_ThenItStaysTakenBack()
    {
        var session = Open();
        var act = Act(new(10, 10, 20, 20));
        await session.SaveBoxAsync(act);
        await session.WithdrawAsync();

        Assert.True((await Open().SaveBoxAsync(act)).Saved);

        Assert.Empty(_desk.Read.Verdicts);
    }

    [Fact]
    public async Task GivenAChangedBoxWhoseAnswerWasLost_WhenItIsSentAgainAfterAReload_ThenItIsNotDecidedTwice()
    {
        var session = Open();
        var act = Act(new(101, 202, 50, 60)) with { Key = session.Findings[0].Key };
        await session.SaveBoxAsync(act);

        Assert.True((await Open().SaveBoxAsync(act)).Saved);

        Assert.Single(_desk.Verdicts);
    }

    [Fact]
    public async Task GivenAServerThatFails_WhenABoxIsSaved_ThenTheBrowserIsAskedToSendItAgain()
    {
        _desk.Failures = 1;
        var session = Open();
        var act = Act(new(10, 10, 20, 20));

        var first = await session.SaveBoxAsync(act);
        var second = await session.SaveBoxAsync(act);

        Assert.True(first is { Saved: false, Retry: true, Sentence: not null });
        Assert.True(second.Saved);
    }

    [Theory]
    [InlineData(double.NaN, 10)]
    [InlineData(10, 0)]
    [InlineData(10, double.PositiveInfinity)]
    public async Task GivenABoxWithoutSize_WhenSaved_ThenItIsRefusedInWords(double x, double width)
    {
        var answer = await Open().SaveBoxAsync(Act(new(x, 10, width, 20)));

        Assert.True(answer is { Saved: false, Retry: false, Sentence: not null });
    }

    [Fact]
    public async Task GivenAMark_WhenItsBoxIsChanged_ThenItIsCorrectedAndKeepsItsNumber()
    {
        var session = Open();

        await session.SaveBoxAsync(Act(new(101, 202, 50, 60)) with { Key = session.Findings[0].Key });

        Assert.Equal(VerdictKind.Corrected, session.Findings[0].Verdict?.Kind);
        Assert.Equal(new ImageBox(101, 202, 50, 60), session.Findings[0].Box);
        Assert.Equal(2, session.Findings.Count);
    }

    [Fact]
    public async Task GivenADrawnFinding_WhenChanged_ThenItIsStillOneFinding()
    {
        var session = Open();
        await session.SaveBoxAsync(Act(new(10, 10, 20, 20)));
        var drawn = session.Findings.Single(f => f.Verdict?.Kind == VerdictKind.Added);

        await session.SaveBoxAsync(Act(new(11, 12, 20, 20)) with { Id = "5f0c1e9a-9f5d-4a43-8a3b-1d6f0c6a7b11", Key = drawn.Key });

        Assert.Equal(new ImageBox(11, 12, 20, 20), session.Findings.Single(f => f.Verdict?.Kind == VerdictKind.Added).Box);
    }

    [Fact]
    public async Task GivenAnotherMarkDecidedInAnotherWindow_WhenAccepting_ThenBothStand()
    {
        var session = Open();
        session.Step(+1);
        _desk.DecideElsewhere(2, VerdictKind.Rejected);

        await session.AcceptAsync(session.Selected, "{}");

        Assert.Equal([VerdictKind.Accepted, VerdictKind.Rejected], session.Findings.Select(f => f.Verdict!.Kind));
        Assert.Null(session.Notice);
    }

    [Fact]
    public async Task GivenTheSameMarkDecidedInAnotherWindow_WhenAccepting_ThenThatStandsAndTheReaderIsTold()
    {
        var session = Open();
        session.Step(+1);
        _desk.DecideElsewhere(1, VerdictKind.Corrected);

        await session.AcceptAsync(session.Selected, "{}");

        Assert.Equal(VerdictKind.Corrected, session.Findings[0].Verdict?.Kind);
        Assert.Contains("another window", session.Notice, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GivenAServerThatFailsTwice_WhenAccepting_ThenItIsTriedUntilKept()
    {
        _desk.Failures = 2;
        var session = Open();
        session.Step(+1);

        var accepting = session.AcceptAsync(session.Selected, "{}");
        Assert.Contains("Not saved yet", session.Notice, StringComparison.Ordinal);
        _time.Advance(TimeSpan.FromSeconds(1));
        _time.Advance(TimeSpan.FromSeconds(3));
        await accepting;

        Assert.Equal(VerdictKind.Accepted, session.Findings[0].Verdict?.Kind);
        Assert.Null(session.Notice);
    }

    [Fact]
    public async Task GivenAServerThatStaysAway_WhenAccepting_ThenTheReaderIsToldThatNothingWasKept()
    {
        _desk.Failures = 99;
        var session = Open();
        session.Step(+1);

        var accepting = session.AcceptAsync(session.Selected, "{}");
        foreach (var seconds in new[] { 1, 3, 10 })
            _time.Advance(TimeSpan.FromSeconds(seconds));
        await accepting;

        Assert.StartsWith("Not saved:", session.Notice, StringComparison.Ordinal);
        Assert.Null(session.Findings[0].Verdict);
    }

    [Fact]
    public async Task GivenADecision_WhenTakenBack_ThenTheMarkIsOpenAgain()
    {
        var session = Open();
        session.Step(+1);
        await session.AcceptAsync(session.Selected, "{}");

        await session.WithdrawAsync();

        Assert.Null(session.Findings[0].Decision);
    }

    [Fact]
    public async Task GivenAnotherWindowDecidedMeanwhile_WhenSubmitting_ThenNothingUnseenIsLocked()
    {
        var session = Open();
        session.Step(+1);
        await session.AcceptAsync(session.Selected, "{}");
        _desk.DecideElsewhere(1, VerdictKind.Rejected);

        var first = await session.SubmitAsync();
        var told = session.Notice;
        var second = await session.SubmitAsync();

        Assert.False(first);
        Assert.Contains("another window", told, StringComparison.Ordinal);
        Assert.True(second);
        Assert.Equal(session.Films.Select(f => f.Instance.Instance).ToHashSet(), _desk.Shown);
    }

    [Fact]
    public async Task GivenNothingDecided_WhenSubmitting_ThenItIsRefusedUntilNothingMoreIsSaid()
    {
        var session = Open();
        Assert.False(await session.SubmitAsync());
        Assert.Equal("Nothing is decided yet.", session.Notice);

        session.ToggleNothingMore();

        Assert.True(await session.SubmitAsync());
        Assert.True(_desk.Read.NothingMore);
    }

    [Fact]
    public async Task GivenASubmittedRead_WhenAnythingIsDone_ThenNothingChanges()
    {
        var session = Open();
        session.Step(+1);
        await session.AcceptAsync(session.Selected, "{}");
        await session.SubmitAsync();
        var before = _desk.Read;

        await session.RejectAsync(session.Selected, 1, "{}");
        await session.WithdrawAsync();
        session.ToggleNothingMore();
        var answer = await session.SaveBoxAsync(Act(new(1, 1, 5, 5)));

        Assert.Equal(before, _desk.Read);
        Assert.False(session.NothingMore);
        Assert.True(answer is { Saved: false, Retry: false });
    }

    [Fact]
    public async Task GivenQa_WhenDeciding_ThenNothingIsAsked()
    {
        var session = Open(FakeDesk.Checker);
        session.Step(+1);

        await session.AcceptAsync(session.Selected, "{}");

        Assert.False(session.MayDecide);
        Assert.Empty(_desk.Verdicts);
    }

    [Fact]
    public void GivenFindings_WhenStepping_ThenItStaysAtTheEnds()
    {
        var session = Open();
        session.Step(-1);
        Assert.Equal(2, session.Selected?.Number);
        session.Step(+1);
        Assert.Equal(2, session.Selected?.Number);
        session.Step(-1);
        session.Step(-1);
        Assert.Equal(1, session.Selected?.Number);
    }

    [Fact]
    public void GivenSeveralFilms_WhenAFindingIsSelected_ThenItsFilmIsShown()
    {
        _desk.Study = FakeDesk.StudyOf(FakeDesk.Analysed(FakeDesk.Film, FakeDesk.Nodule), FakeDesk.FilmOf(FakeDesk.OtherFilm, AnalysisState.NotForAnalysis));
        var session = Open();
        session.ShowFilm(FakeDesk.OtherFilm);

        session.Step(+1);

        Assert.Equal(FakeDesk.Film, session.Film?.Instance.Instance);
    }

    [Fact]
    public async Task GivenADecisionAboutAnEarlierAnalysis_WhenTheFilmIsAnalysedAgain_ThenItStaysListed()
    {
        var session = Open();
        session.Step(+1);
        await session.AcceptAsync(session.Selected, "{}");

        var later = new AnalysisId(Guid.Parse("0197a000-0000-7000-8000-000000000002"));
        session.Take(new(8, later, 1, FakeDesk.Film, FakeDesk.Now, new AnalysisEvent.Started("cpu", [])));
        session.Take(new(9, later, 1, FakeDesk.Film, FakeDesk.Now, new AnalysisEvent.Completed([FakeDesk.Opacity with { Id = 1 }], 0.4, null, [])));

        Assert.Equal(["Opacity", "Nodule"], session.Findings.Select(f => f.Label.Meaning));
        Assert.Equal([1, 2], session.Findings.Select(f => f.Number));
        Assert.Equal("Accepted", session.Findings[1].Decision);
    }

    [Fact]
    public void GivenAnAnalysisUnderWay_WhenTheStudyIsOpened_ThenItsEventsSoFarCountToo()
    {
        _desk.Study = FakeDesk.StudyOf(FakeDesk.FilmOf(FakeDesk.Film, AnalysisState.Running), FakeDesk.Analysed(FakeDesk.OtherFilm, FakeDesk.Opacity));
        var session = Open();
        Assert.Equal(0, session.WatchAfter);

        // History of the film that was complete is known already.
        session.Take(new(1, new AnalysisId(Guid.NewGuid()), 1, FakeDesk.OtherFilm, FakeDesk.Now, new AnalysisEvent.Queued()));
        session.Take(new(2, FakeDesk.Analysis, 1, FakeDesk.Film, FakeDesk.Now, new AnalysisEvent.Started("cpu", [new ModelIdentity("m", "1", "aa")])));
        session.Take(new(8, FakeDesk.Analysis, 1, FakeDesk.Film, FakeDesk.Now, new AnalysisEvent.Completed([FakeDesk.Nodule], 0.87, null, [])));

        Assert.Equal(["Nodule", "Opacity"], session.Findings.Select(f => f.Label.Meaning));
        Assert.Equal("model m 1 - 0.0 s - cpu", session.Films[0].Provenance);
    }

    [Fact]
    public void GivenAnalysesThatAreComplete_WhenTheStudyIsOpened_ThenHistoryIsNotReadAgain() => Assert.Equal(7, Open().WatchAfter);

    private StudySession Open(Actor? actor = null) => new(
        _desk, actor ?? FakeDesk.Reader, _desk.Study! with { MyRead = _desk.Read }, _time, NullLogger.Instance, () => { });

    private static BoxAct Act(ViewerBox box) => new(
        "5f0c1e9a-9f5d-4a43-8a3b-1d6f0c6a7b10", null, FakeDesk.Film.Value, 1, box, FindingLabels.Mass.Scheme, FindingLabels.Mass.Code, null, "{}");
}
