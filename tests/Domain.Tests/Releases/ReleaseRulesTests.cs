using OxiPortal.Domain.Detection;
using OxiPortal.Domain.Imaging;
using OxiPortal.Domain.Labels;
using OxiPortal.Domain.Reading;
using OxiPortal.Domain.Releases;

namespace OxiPortal.Domain.Tests.Releases;

public class ReleaseRulesTests
{
    private static readonly SopInstanceUid Film = SopInstanceUid.Parse("1.2.3");
    private static readonly AnalysisId Analysis = new(Guid.Parse("019a0000-0000-7000-8000-0000000000aa"));
    private static readonly ImageBox Box = new(10, 10, 20, 20);

    private static TrainingLabel FullyRead { get; } = new(
        "9", Film, 1, null, FindingLabels.FullyRead, null, null, null, LabelPolicies.SingleRead, DateTimeOffset.UnixEpoch);

    private static TrainingLabel Mark(VerdictKind verdict, ReviewDecision? review = null, int irregularity = 1, int minute = 0) => new(
        $"1.{irregularity}.{minute}", Film, 1, Box, FindingLabels.Nodule, verdict, review, verdict == VerdictKind.Added ? null : (Analysis, irregularity),
        LabelPolicies.SingleRead, DateTimeOffset.UnixEpoch.AddMinutes(minute));

    [Fact]
    public void GivenOneUncheckedRead_ThenItIsTheTruth()
    {
        var truth = ReleaseRules.Apply([Mark(VerdictKind.Accepted), Mark(VerdictKind.Rejected, irregularity: 2), FullyRead]);

        Assert.Equal((1, 1, true), (truth.Findings.Count, truth.NotFindings.Count, truth.FullyRead));
    }

    [Theory]
    [InlineData(VerdictKind.Accepted)]
    [InlineData(VerdictKind.Rejected)]
    [InlineData(VerdictKind.Added)]
    public void GivenWhatQaRejected_ThenItIsLeftOutAndTheFilmIsNotFullyRead(VerdictKind verdict)
    {
        var truth = ReleaseRules.Apply([Mark(verdict, ReviewDecision.Rejected), FullyRead]);

        Assert.False(truth.SaysSomething);
    }

    [Theory]
    [InlineData(null, null, true)]
    [InlineData(ReviewDecision.Confirmed, null, true)]
    [InlineData(ReviewDecision.Rejected, null, false)]
    [InlineData(ReviewDecision.Rejected, ReviewDecision.Rejected, false)]
    [InlineData(ReviewDecision.Rejected, ReviewDecision.Confirmed, true)]
    public void GivenTwoReadersWhoFoundNothingMore_ThenWhatQaRejectedIsFullyReadOnlyWhereQaConfirmedTheOther(
        ReviewDecision? one, ReviewDecision? other, bool fullyRead)
    {
        var truth = ReleaseRules.Apply([Mark(VerdictKind.Accepted), FullyRead with { Review = one }, FullyRead with { TrackingUid = "8", Review = other }]);

        Assert.Equal((1, fullyRead), (truth.Findings.Count, truth.FullyRead));
    }

    [Fact]
    public void GivenReadersWhoDisagree_ThenTheMarkIsLeftOutUntilQaSettlesIt()
    {
        var open = ReleaseRules.Apply([Mark(VerdictKind.Accepted), Mark(VerdictKind.Rejected, minute: 1), FullyRead]);
        var settled = ReleaseRules.Apply([Mark(VerdictKind.Accepted, ReviewDecision.Confirmed), Mark(VerdictKind.Rejected, minute: 1), FullyRead]);

        Assert.False(open.SaysSomething);
        Assert.Equal((1, 0, true), (settled.Findings.Count, settled.NotFindings.Count, settled.FullyRead));
    }

    [Fact]
    public void GivenReadersWhoAgree_ThenTheMarkCountsOnce_InItsLatestForm()
    {
        var truth = ReleaseRules.Apply([Mark(VerdictKind.Accepted), Mark(VerdictKind.Corrected, minute: 5)]);

        Assert.Equal(VerdictKind.Corrected, Assert.Single(truth.Findings).Verdict);
        Assert.False(truth.FullyRead);
    }

    [Fact]
    public void GivenTwoDrawnBoxesOfOneLabel_ThenTheyAreOneFindingOnlyWhereTheyOverlapByHalf()
    {
        var near = Mark(VerdictKind.Added, minute: 1) with { Box = new ImageBox(12, 12, 20, 20) };
        var far = Mark(VerdictKind.Added, minute: 2) with { Box = new ImageBox(25, 25, 20, 20) };
        var confirmed = Mark(VerdictKind.Added, ReviewDecision.Confirmed);

        var truth = ReleaseRules.Apply([near, far, confirmed]);

        Assert.Equal([confirmed, far], truth.Findings);
        Assert.Equal(2, ReleaseRules.Apply([confirmed, near with { Label = FindingLabels.Mass }]).Findings.Count);
    }
}
