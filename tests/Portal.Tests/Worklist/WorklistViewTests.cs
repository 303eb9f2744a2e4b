using OxiPortal.Domain.Detection;
using OxiPortal.Domain.Imaging;
using OxiPortal.Domain.Reading;
using OxiPortal.Infrastructure.Worklists;
using OxiPortal.Portal.Worklist;

namespace OxiPortal.Portal.Tests.Worklist;

public sealed class WorklistViewTests
{
    [Fact]
    public void GivenAnalysedStudies_WhenShown_ThenTheMostSuspiciousComesFirst()
    {
        var view = WorklistView.Of([Analysed(1, 0.2), Analysed(2, 0.9), Analysed(3, null), Analysed(4, 0.5)]);

        Assert.Equal(["1.2.2", "1.2.4", "1.2.1", "1.2.3"], view.Analysed.Select(i => i.Study.Value));
    }

    [Fact]
    public void GivenStudiesWithoutAnOpinion_WhenShown_ThenFailedAndRefusedComeBeforeWaiting()
    {
        var view = WorklistView.Of(
        [
            Waiting(1, AnalysisState.Waiting), Waiting(2, AnalysisState.Running), Waiting(3, AnalysisState.NotForAnalysis),
            Waiting(4, AnalysisState.Refused), Waiting(5, AnalysisState.Failed),
        ]);

        Assert.Empty(view.Analysed);
        Assert.Equal(
            [AnalysisState.Failed, AnalysisState.Refused, AnalysisState.NotForAnalysis, AnalysisState.Running, AnalysisState.Waiting],
            view.NeedsAttention.Select(i => i.State));
    }

    [Fact]
    public void GivenEqualStudies_WhenShown_ThenTheOneThatWaitsLongestComesFirst()
    {
        var view = WorklistView.Of([Analysed(2, 0.5, minutes: 5), Analysed(1, 0.5, minutes: 9), Analysed(3, 0.5, minutes: 1)]);

        Assert.Equal(["1.2.3", "1.2.2", "1.2.1"], view.Analysed.Select(i => i.Study.Value));
    }

    [Fact]
    public void GivenNothing_WhenShown_ThenTheListIsEmpty() => Assert.True(WorklistView.Of([]).IsEmpty);

    internal static WorklistItem Analysed(int number, double? score, int minutes = 0) =>
        Item(number, WorklistGroup.Analysed, AnalysisState.Completed, score, minutes);

    internal static WorklistItem Waiting(int number, AnalysisState state) => Item(number, WorklistGroup.NeedsAttention, state, null, 0);

    private static WorklistItem Item(int number, WorklistGroup group, AnalysisState state, double? score, int minutes) => new(
        StudyInstanceUid.Parse($"1.2.{number}"), "Doe, Jane", $"P{number}", new DateOnly(1960, 3, 2), "F", new DateOnly(2026, 3, 1), new TimeOnly(8, 30),
        "Chest PA", $"A{number}", 1, group, state, score, null, "A sentence.", ReadState.Unread, DateTimeOffset.UnixEpoch.AddMinutes(minutes));
}
