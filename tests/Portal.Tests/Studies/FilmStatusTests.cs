using OxiPortal.Domain.Detection;
using OxiPortal.Domain.Anatomy;
using OxiPortal.Domain.Imaging;
using OxiPortal.Portal.Studies;

namespace OxiPortal.Portal.Tests.Studies;

public sealed class FilmStatusTests
{
    [Fact]
    public void GivenAWaitingFilm_WhenEventsArrive_ThenTheSentenceFollowsThem()
    {
        var film = new FilmStatus(FakeDesk.FilmOf(FakeDesk.Film, AnalysisState.Waiting));
        var sentences = new List<string> { film.Sentence };
        foreach (var recorded in Events(1, 1, FakeDesk.Nodule))
        {
            film.Take(recorded);
            sentences.Add(film.Sentence);
        }

        Assert.Equal(
            [
                "Waiting for analysis.",
                "Analysis running: looking for lungs and heart.",
                "Analysis running: looking for lungs and heart.",
                "Analysis running: 1 of 2 segments.",
                "Suspicious for nodule.",
            ],
            sentences);
        Assert.Equal("model regions 1.0 - 3.0 s - cpu", film.Provenance);
        Assert.Equal("0.87", film.ScoreText);
    }

    [Fact]
    public void GivenAVoidedAttempt_WhenItStillSends_ThenNothingChanges()
    {
        var film = new FilmStatus(FakeDesk.FilmOf(FakeDesk.Film, AnalysisState.Waiting));
        foreach (var recorded in Events(1, 2).Take(1))
            film.Take(recorded);

        foreach (var recorded in Events(9, 1, FakeDesk.Nodule).Skip(2))
            film.Take(recorded);

        Assert.Equal(AnalysisState.Running, film.State);
        Assert.Equal(0, film.Done);
        Assert.Empty(film.Irregularities);
    }

    [Fact]
    public void GivenACompleteAnalysis_WhenOtherModelsAnalyseTheFilmAgain_ThenItStandsUntilTheirsIsComplete()
    {
        var film = new FilmStatus(FakeDesk.FilmOf(FakeDesk.Film, AnalysisState.Waiting));
        foreach (var recorded in Events(1, 1, FakeDesk.Nodule))
            film.Take(recorded);
        var first = film.Analysis;
        var later = new AnalysisId(Guid.CreateVersion7());
        var again = Events(9, 1).Select(e => e with { AnalysisId = later }).ToList();

        foreach (var recorded in again.SkipLast(1))
            film.Take(recorded);
        Assert.Equal((AnalysisState.Completed, first, "nodule"), (film.State, film.Analysis, Assert.Single(film.Irregularities).Label));
        film.Take(again[^1]);

        Assert.Equal((AnalysisState.Completed, later), (film.State, film.Analysis));
        Assert.Empty(film.Irregularities);
        Assert.Contains(film.Warnings, warning => warning.Contains("analysed again", StringComparison.Ordinal));
        Assert.NotNull(film.Provenance);
    }

    [Theory]
    [InlineData(RefusalCodes.NoLungFound, true, AnalysisState.Refused, "No lung was found on this film.")]
    [InlineData(RefusalCodes.Failed, true, AnalysisState.Failed, "No lung was found on this film.")]
    [InlineData(RefusalCodes.Failed, false, AnalysisState.Waiting, "No lung was found on this film. It will be tried again.")]
    public void GivenAFailure_WhenItArrives_ThenTheReaderLearnsWhatFollows(string code, bool final, AnalysisState state, string sentence)
    {
        var film = new FilmStatus(FakeDesk.FilmOf(FakeDesk.Film, AnalysisState.Waiting));
        film.Take(Events(1, 1)[0]);

        film.Take(Event(2, 1, new AnalysisEvent.Failed(new Refusal(code, "No lung was found on this film."), final)));

        Assert.Equal(state, film.State);
        Assert.Equal(sentence, film.Sentence);
    }

    [Fact]
    public void GivenALateralFilm_WhenShown_ThenItSaysThatItIsNotAnalysed()
    {
        var refusal = new Refusal(RefusalCodes.NotFrontal, "This file is a lateral view. It is shown, but not analysed.");

        var film = new FilmStatus(FakeDesk.FilmOf(FakeDesk.Film, AnalysisState.NotForAnalysis, refusal));

        Assert.Equal(refusal.Sentence, film.Sentence);
        Assert.Null(film.Provenance);
    }

    private static RecordedAnalysisEvent[] Events(long from, int attempt, params Irregularity[] marks) =>
    [
        Event(from, attempt, new AnalysisEvent.Started("cpu", [new ModelIdentity("regions", "1.0", "aa")])),
        Event(from + 1, attempt, new AnalysisEvent.RegionsFound([], 0.5)),
        Event(from + 2, attempt, new AnalysisEvent.SegmentScored(
            new SegmentScore(1, BodyRegion.LeftLung, new PixelRect(0, 0, 10, 10), 1, 0.5), new HeatPatch(1, 1, 0, 0, 1, [128]), 1, 2)),
        Event(from + 3, attempt, new AnalysisEvent.Completed(marks, marks.Select(m => m.Score).DefaultIfEmpty(0).Max(), 0.5, [])),
    ];

    private static RecordedAnalysisEvent Event(long sequence, int attempt, AnalysisEvent analysisEvent) =>
        new(sequence, FakeDesk.Analysis, attempt, FakeDesk.Film, FakeDesk.Now.AddSeconds(sequence), analysisEvent);
}
