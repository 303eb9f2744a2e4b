using OxiPortal.Domain.Detection;
using OxiPortal.Domain.Imaging;
using OxiPortal.Domain.Labels;
using OxiPortal.Domain.Reading;
using OxiPortal.Infrastructure.Reading;
using OxiPortal.Infrastructure.Tests.Support;

namespace OxiPortal.Infrastructure.Tests.Reading;

public class ReadingTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task GivenADecision_WhenItIsChanged_ThenTheLaterCountsUnderTheSameTrackingUidAndBothAreOnRecord(string database)
    {
        await using var portal = await TestPortal.StartAsync(database);
        var lease = await portal.AnalyseAsync(new TestFilm(), 0.9, Results.Nodule);

        var first = await portal.JudgeAsync(Actors.Radiologist, lease, 1, VerdictKind.Accepted);
        var second = await portal.JudgeAsync(Actors.Radiologist, lease, 1, VerdictKind.Rejected, "artefact");

        var verdict = Assert.Single(second.Read.Verdicts);
        Assert.Equal((VerdictKind.Rejected, "artefact", first.Verdict!.TrackingUid), (verdict.Kind, verdict.Reason!.Code, verdict.TrackingUid));
        Assert.Equal(Results.Nodule.Item2, verdict.Box);
        await using var db = portal.Db();
        Assert.Equal(2, db.Verdicts.Count());
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task GivenACorrectionAndADrawnBox_ThenTheirFractionsSurviveAndBothAreClippedToTheFilm(string database)
    {
        await using var portal = await TestPortal.StartAsync(database);
        var lease = await portal.AnalyseAsync(new TestFilm(), 0.9, Results.Nodule);

        await portal.JudgeAsync(Actors.Radiologist, lease, 1, VerdictKind.Corrected, box: new ImageBox(1.125, 2.0625, 3.3, 4.7), label: FindingLabels.Mass);
        var drawn = await portal.DrawAsync(Actors.Radiologist, lease, new ImageBox(-5, 30.5, 20.25, 100), FindingLabels.PleuralEffusion);

        Assert.Equal(new ImageBox(1.125, 2.0625, 3.3, 4.7), drawn.Read.Verdicts[0].Box);
        Assert.Equal(FindingLabels.Mass, drawn.Read.Verdicts[0].Label);
        Assert.Equal(new ImageBox(0, 30.5, 15.25, 9.5), drawn.Verdict!.Box);
        Assert.Equal((40, 60, 1), (drawn.Verdict.Rows, drawn.Verdict.Columns, drawn.Verdict.Frame));
    }

    [Fact]
    public async Task GivenADrawnFinding_WhenItIsMovedAndWithdrawn_ThenItIsGoneButStaysOnRecord()
    {
        await using var portal = await TestPortal.StartAsync(Databases.Chosen);
        var lease = await portal.AnalyseAsync(new TestFilm(), 0.9);
        var drawn = await portal.DrawAsync(Actors.Radiologist, lease, new ImageBox(1, 1, 5, 5), FindingLabels.Nodule);

        var moved = Assert.IsType<ReadOutcome.Saved>(await portal.Get<AddFinding>().RunAsync(Actors.Radiologist, new FindingRequest(
            lease.Study, lease.Instance, 1, new ImageBox(2, 2, 5, 5), FindingLabels.Nodule, "a little lower", drawn.Verdict!.TrackingUid, "{}", drawn.Read.Version), Cancel));
        Assert.Equal(new ImageBox(2, 2, 5, 5), Assert.Single(moved.Read.Verdicts).Box);
        var withdrawn = await portal.Get<WithdrawVerdict>().RunAsync(
            Actors.Radiologist, lease.Study, drawn.Verdict.TrackingUid, moved.Read.Version, Cancel);

        Assert.Empty(Assert.IsType<ReadOutcome.Saved>(withdrawn).Read.Verdicts);
        await using var db = portal.Db();
        Assert.Equal(3, db.Verdicts.Count());
    }

    [Fact]
    public async Task GivenADrawnFindingTakenBack_WhenItsActIsSentAgain_ThenItStaysTakenBackAndNothingIsAdded()
    {
        await using var portal = await TestPortal.StartAsync(Databases.Chosen);
        var lease = await portal.AnalyseAsync(new TestFilm(), 0.9);
        var request = new FindingRequest(
            lease.Study, lease.Instance, 1, new ImageBox(1, 1, 5, 5), FindingLabels.Nodule, null, null, "{}", 0, Guid.Parse("5f0c1e9a-9f5d-4a43-8a3b-1d6f0c6a7b10"));
        var drawn = Assert.IsType<ReadOutcome.Saved>(await portal.Get<AddFinding>().RunAsync(Actors.Radiologist, request, Cancel));
        var gone = Assert.IsType<ReadOutcome.Saved>(await portal.Get<WithdrawVerdict>().RunAsync(
            Actors.Radiologist, lease.Study, drawn.Verdict!.TrackingUid, drawn.Read.Version, Cancel));

        var again = await portal.Get<AddFinding>().RunAsync(Actors.Radiologist, request with { ReadVersion = gone.Read.Version }, Cancel);

        Assert.Empty(Assert.IsType<ReadOutcome.Saved>(again).Read.Verdicts);
        await using var db = portal.Db();
        Assert.Equal(2, db.Verdicts.Count());
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task GivenTwoWindows_WhenBothDecideFromTheSameView_ThenTheSecondIsToldAndNothingIsLost(string database)
    {
        await using var portal = await TestPortal.StartAsync(database);
        var lease = await portal.AnalyseAsync(new TestFilm(), 0.9, Results.Nodule, Results.Opacity);
        VerdictRequest Request(int irregularity) => new(lease.Study, lease.AnalysisId, irregularity, VerdictKind.Accepted, null, null, null, null, "{}", 0);

        var outcomes = await Task.WhenAll(Enumerable.Range(1, 2).Select(
            i => Task.Run(() => portal.Get<GiveVerdict>().RunAsync(Actors.Radiologist, Request(i), Cancel))));

        Assert.Single(outcomes.OfType<ReadOutcome.Saved>());
        var told = Assert.Single(outcomes.OfType<ReadOutcome.ChangedElsewhere>());
        Assert.Equal((1, 1), (told.Current.Version, told.Current.Verdicts.Count));
    }

    [Fact]
    public async Task GivenTwoReaders_ThenEachHasARead()
    {
        await using var portal = await TestPortal.StartAsync(Databases.Chosen);
        var lease = await portal.AnalyseAsync(new TestFilm(), 0.9, Results.Nodule);

        var one = await portal.JudgeAsync(Actors.Radiologist, lease, 1, VerdictKind.Accepted);
        var two = await portal.JudgeAsync(Actors.SecondRadiologist, lease, 1, VerdictKind.Rejected, "other");

        Assert.NotEqual(one.Verdict!.TrackingUid, two.Verdict!.TrackingUid);
        Assert.Equal(VerdictKind.Accepted, Assert.Single((await portal.OpenAsync(Actors.Radiologist, lease.Study)).MyRead.Verdicts).Kind);
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task GivenASubmittedRead_ThenItIsLockedAndItsLabelsKeepPlaceCodesAndProvenance(string database)
    {
        await using var portal = await TestPortal.StartAsync(database);
        var lease = await portal.AnalyseAsync(new TestFilm(), 0.9, Results.Nodule);
        await portal.JudgeAsync(Actors.Radiologist, lease, 1, VerdictKind.Accepted);
        await portal.DrawAsync(Actors.Radiologist, lease, new ImageBox(3.5, 4.5, 5, 6), FindingLabels.Pneumothorax);

        var submitted = await portal.SubmitAsync(Actors.Radiologist, lease.Study);

        Assert.Equal((ReadState.Submitted, true, portal.Time.GetUtcNow()), (submitted.Read.State, submitted.Read.NothingMore, submitted.Read.SubmittedAt));
        Assert.IsType<ReadOutcome.Locked>(await portal.Get<SubmitRead>().RunAsync(Actors.Radiologist, lease.Study, true, submitted.Read.Version, Cancel));
        Assert.IsType<ReadOutcome.Locked>(await portal.Get<WithdrawVerdict>().RunAsync(
            Actors.Radiologist, lease.Study, submitted.Read.Verdicts[0].TrackingUid, submitted.Read.Version, Cancel));
        await using var db = portal.Db();
        var labels = db.TrainingLabels.ToList();
        Assert.Equal(["27925004", "36118008", "fully-read"], labels.Select(l => l.LabelCode).Order());
        var drawn = labels.Single(l => l.VerdictKind == VerdictKind.Added);
        Assert.Equal((3.5, 4.5, 5, 6), (drawn.BoxX, drawn.BoxY, drawn.BoxWidth, drawn.BoxHeight));
        Assert.Equal(("single-read", Actors.Radiologist.UserId, """{"heat":0.4}"""), (drawn.Policy, drawn.GivenByUserId, drawn.DisplayedJson));
        Assert.Equal((lease.AnalysisId.Value, 1), (labels.Single(l => l.VerdictKind == VerdictKind.Accepted).AnalysisId, labels[0].Revision));
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task GivenUndecidedMarks_WhenNothingMoreIsSaid_ThenTheReadIsNotSubmittedUntilTheyAreDecided(string database)
    {
        await using var portal = await TestPortal.StartAsync(database);
        var lease = await portal.AnalyseAsync(new TestFilm(), 0.9, Results.Nodule, Results.Nodule);
        await portal.JudgeAsync(Actors.Radiologist, lease, 1, VerdictKind.Accepted);
        async Task<ReadOutcome> Submit(bool nothingMore) => await portal.Get<SubmitRead>().RunAsync(
            Actors.Radiologist, lease.Study, nothingMore, (await portal.OpenAsync(Actors.Radiologist, lease.Study)).MyRead.Version, Cancel);

        var refused = Assert.IsType<ReadOutcome.Invalid>(await Submit(nothingMore: true));
        await portal.JudgeAsync(Actors.Radiologist, lease, 2, VerdictKind.Rejected, "artefact");
        var submitted = await Submit(nothingMore: true);

        Assert.StartsWith("One mark of the model is not decided yet", refused.Sentence, StringComparison.Ordinal);
        Assert.IsType<ReadOutcome.Saved>(submitted);
    }

    [Fact]
    public async Task GivenAFilmThatIsNotAnalysedYetOrWasNotShown_ThenNobodyHasFullyReadIt()
    {
        await using var portal = await TestPortal.StartAsync(Databases.Chosen);
        var film = new TestFilm();
        var lease = await portal.AnalyseAsync(film, 0.1);
        Task<ReadOutcome> Submit(params SopInstanceUid[] shown) => portal.Get<SubmitRead>().RunAsync(
            Actors.Radiologist, lease.Study, nothingMore: true, readVersion: 0, Cancel, shown.ToHashSet());
        var second = film with { Instance = new TestFilm().Instance };
        await portal.UploadAsync(second.ToBytes());

        var unseen = Assert.IsType<ReadOutcome.Invalid>(await Submit(lease.Instance));
        var running = Assert.IsType<ReadOutcome.Invalid>(await Submit(lease.Instance, second.InstanceUid()));

        Assert.StartsWith("Another film of this study has arrived", unseen.Sentence, StringComparison.Ordinal);
        Assert.StartsWith("A film of this study is still being analysed", running.Sentence, StringComparison.Ordinal);
        var next = await portal.Get<IAnalysisQueue>().LeaseAsync("worker", Cancel);
        await portal.Get<IAnalysisQueue>().CompleteAsync(next, Results.Of(0.1), Cancel);
        Assert.IsType<ReadOutcome.Saved>(await Submit(lease.Instance, second.InstanceUid()));
    }

    [Fact]
    public async Task GivenUndecidedMarks_WhenSubmittedWithoutNothingMore_ThenTheyTeachNothing()
    {
        await using var portal = await TestPortal.StartAsync(Databases.Chosen);
        var lease = await portal.AnalyseAsync(new TestFilm(), 0.9, Results.Nodule, Results.Nodule);
        await portal.JudgeAsync(Actors.Radiologist, lease, 1, VerdictKind.Accepted);

        await portal.SubmitAsync(Actors.Radiologist, lease.Study, nothingMore: false);

        await using var db = portal.Db();
        Assert.Equal(VerdictKind.Accepted, Assert.Single(db.TrainingLabels).VerdictKind);
    }

    [Fact]
    public async Task GivenRequestsThatMakeNoSense_ThenEachIsRefusedWithASentenceAndNothingIsKept()
    {
        await using var portal = await TestPortal.StartAsync(Databases.Chosen);
        var lease = await portal.AnalyseAsync(new TestFilm(), 0.9, Results.Nodule);
        var good = new VerdictRequest(lease.Study, lease.AnalysisId, 1, VerdictKind.Accepted, null, null, null, null, "{}", 0);
        var box = new ImageBox(1, 1, 2, 2);
        VerdictRequest[] bad =
        [
            good with { Study = StudyInstanceUid.Parse("1.2.3") },
            good with { Analysis = new(Guid.NewGuid()) },
            good with { IrregularityId = 2 },
            good with { Kind = VerdictKind.Added },
            good with { Kind = VerdictKind.FullyRead },
            good with { Kind = VerdictKind.Rejected },
            good with { Kind = VerdictKind.Rejected, ReasonCode = "no-such-reason" },
            good with { ReasonCode = "artefact" },
            good with { Box = box },
            good with { Kind = VerdictKind.Corrected },
            good with { Kind = VerdictKind.Corrected, Box = new ImageBox(100, 100, 5, 5) },
            good with { Kind = VerdictKind.Corrected, Label = FindingLabels.FullyRead },
            good with { Comment = new string('x', 2001) },
            good with { Displayed = "not json" },
        ];
        var finding = new FindingRequest(lease.Study, lease.Instance, 1, box, FindingLabels.Nodule, null, null, "{}", 0);
        FindingRequest[] badFindings =
        [
            finding with { Instance = SopInstanceUid.Parse("1.2.3") },
            finding with { Frame = 2 },
            finding with { Box = new ImageBox(60, 0, 5, 5) },
            finding with { Label = new CodedConcept("made-up", "99X", "Made up") },
            finding with { TrackingUid = "1.2.3" },
        ];

        foreach (var request in bad)
            Assert.NotEmpty(Assert.IsType<ReadOutcome.Invalid>(await portal.Get<GiveVerdict>().RunAsync(Actors.Radiologist, request, Cancel)).Sentence);
        foreach (var request in badFindings)
            Assert.NotEmpty(Assert.IsType<ReadOutcome.Invalid>(await portal.Get<AddFinding>().RunAsync(Actors.Radiologist, request, Cancel)).Sentence);
        Assert.IsType<ReadOutcome.Invalid>(await portal.Get<WithdrawVerdict>().RunAsync(Actors.Radiologist, lease.Study, "1.2.3", 0, Cancel));
        Assert.IsType<ReadOutcome.Invalid>(await portal.Get<SubmitRead>().RunAsync(Actors.Radiologist, lease.Study, nothingMore: false, 0, Cancel));
        await using var db = portal.Db();
        Assert.Equal((0, 0), (db.Verdicts.Count(), db.Reads.Count()));
    }
}
