using OxiPortal.Domain.Detection;
using OxiPortal.Domain.Imaging;
using OxiPortal.Domain.Reading;
using OxiPortal.Infrastructure.Worklists;
using OxiPortal.Portal.Worklist;

namespace OxiPortal.Portal.Tests.Worklist;

public sealed class WorklistViewTests
{
    [Fact]
    public void GivenTheListsOrder_WhenShownInTwoParts_ThenItIsKept()
    {
        var view = WorklistView.Of(
            [Waiting(5, AnalysisState.Failed), Waiting(1, AnalysisState.Waiting), Analysed(4, 0.9), Analysed(2, 0.2), Analysed(3, 0.2)]);

        Assert.Equal(["1.2.5", "1.2.1"], view.NeedsAttention.Select(i => i.Study.Value));
        Assert.Equal(["1.2.4", "1.2.2", "1.2.3"], view.Analysed.Select(i => i.Study.Value));
    }

    [Fact]
    public void GivenNothing_WhenShown_ThenTheListIsEmpty() => Assert.True(WorklistView.Of([]).IsEmpty);

    internal static WorklistItem Analysed(int number, double? score) => Item(number, WorklistGroup.Analysed, AnalysisState.Completed, score);

    internal static WorklistItem Waiting(int number, AnalysisState state) => Item(number, WorklistGroup.NeedsAttention, state, null);

    private static WorklistItem Item(int number, WorklistGroup group, AnalysisState state, double? score) => new(
        StudyInstanceUid.Parse($"1.2.{number}"), "Doe, Jane", $"P{number}", new DateOnly(1960, 3, 2), "F", new DateOnly(2026, 3, 1), new TimeOnly(8, 30),
        "Chest PA", $"A{number}", 1, group, state, score, null, [], "A sentence.", ReadState.Unread, DateTimeOffset.UnixEpoch);
}
