using System.Runtime.CompilerServices;
using System.Threading.Channels;
using OxiPortal.Domain.Anatomy;
using OxiPortal.Domain.Detection;
using OxiPortal.Domain.Imaging;
using OxiPortal.Domain.Labels;
using OxiPortal.Domain.Reading;
using OxiPortal.Domain.Sites;
using OxiPortal.Infrastructure.Reading;
using OxiPortal.Infrastructure.Worklists;
using OxiPortal.Portal.Studies;

namespace OxiPortal.Portal.Tests.Studies;

/// <summary>A desk that keeps one reader's read in memory by the rules of the real one: versions, locks, superseding verdicts.</summary>
internal sealed class FakeDesk : IStudyDesk
{
    public static readonly StudyInstanceUid Uid = StudyInstanceUid.Parse("1.2.3");
    public static readonly SopInstanceUid Film = SopInstanceUid.Parse("1.2.3.4");
    public static readonly SopInstanceUid OtherFilm = SopInstanceUid.Parse("1.2.3.5");
    public static readonly AnalysisId Analysis = new(Guid.Parse("0197a000-0000-7000-8000-000000000001"));
    public static readonly DateTimeOffset Now = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);
    public static readonly Actor Reader = new(Guid.Parse("0197a000-0000-7000-8000-00000000000a"), "Dr Reader", SiteId.Default, new HashSet<Role> { Role.Radiologist });
    public static readonly Actor Checker = Reader with { Roles = new HashSet<Role> { Role.QA } };

    private readonly HashSet<string> _added = [];
    private readonly Channel<RecordedAnalysisEvent> _events = Channel.CreateUnbounded<RecordedAnalysisEvent>();

    public double LowestOperatingPoint => 0.25;
    public StudyView? Study { get; set; } = StudyOf(Analysed(Film, Nodule, Opacity));
    public WorklistPlace? Place { get; set; }
    public ReadView Read { get; set; } = ReadView.None;

    /// <summary>The next so many acts fail as if the database were gone.</summary>
    public int Failures { get; set; }

    public List<VerdictRequest> Verdicts { get; } = [];

    public static Irregularity Nodule { get; } = new(1, "nodule", 0.87, new ImageBox(100, 200, 50, 60), BodyRegion.LeftLung);
    public static Irregularity Opacity { get; } = new(2, "opacity", 0.41, new ImageBox(300, 400, 80, 90), BodyRegion.RightLung);

    public static StudyView StudyOf(params InstanceView[] films) => new(
        Uid, new PatientView("Doe, Jane", "P1", "", new DateOnly(1965, 5, 17), "F"), new DateOnly(2026, 3, 2), null, "Chest PA", "4711", films, [],
        ReadView.None, 7);

    public static InstanceView FilmOf(SopInstanceUid film, AnalysisState state, Refusal? refusal = null, AnalysisView? analysis = null, string? view = "PA") => new(
        SeriesInstanceUid.Parse("1.2.9"), film, "1.2.840.10008.5.1.4.1.1.1.1", "1.2.840.10008.1.2.1", view, 640, 512, 1, null, FilmOrientation.Usual,
        state, refusal, analysis);

    public static InstanceView Analysed(SopInstanceUid film, params Irregularity[] marks) => FilmOf(film, AnalysisState.Completed, null, new AnalysisView(
        Analysis, Now, new AnalysisResult(
            640, 512, null, [new ModelIdentity("regions", "1.0", "aa"), new ModelIdentity("irregularities", "1.2", "bb")], "p1", "cpu",
            marks.Select(m => m.Score).DefaultIfEmpty(0).Max(), 0.47, true, false, [], [], [], marks, new Heatmap(1, 1, [0f]), [],
            new AnalysisTimings(10, 300, 800, 1200))));

    public void Send(RecordedAnalysisEvent recorded) => _events.Writer.TryWrite(recorded);

    /// <summary>As if the same reader had decided in another window.</summary>
    public Verdict DecideElsewhere(int irregularity, VerdictKind kind)
    {
        var verdict = VerdictOf($"2.25.{irregularity}", kind, Film, Nodule.Box, FindingLabels.Nodule, Analysis, irregularity, null);
        Keep(verdict);
        return verdict;
    }

    public Task<StudyView?> OpenAsync(Actor actor, StudyInstanceUid study, CancellationToken cancel) =>
        Task.FromResult(Study is null ? null : Study with { MyRead = Read });

    public Task<WorklistPlace?> PlaceAsync(Actor actor, StudyInstanceUid study, CancellationToken cancel) => Task.FromResult(Place);

    public async IAsyncEnumerable<RecordedAnalysisEvent> WatchAsync(
        Actor actor, StudyInstanceUid study, long afterSequence, [EnumeratorCancellation] CancellationToken cancel)
    {
        await foreach (var recorded in _events.Reader.ReadAllAsync(cancel))
        {
            if (recorded.Sequence > afterSequence)
                yield return recorded;
        }
    }

    public Task<ReadOutcome> GiveVerdictAsync(Actor actor, VerdictRequest request, CancellationToken cancel) => Change(request.ReadVersion, () =>
    {
        Verdicts.Add(request);
        var mark = Study!.Instances.SelectMany(i => i.Analysis?.Result.Irregularities ?? []).First(i => i.Id == request.IrregularityId);
        var reason = request.ReasonCode is null ? null : RejectionReasons.Find(request.ReasonCode);
        return VerdictOf(
            $"2.25.{mark.Id}", request.Kind, Film, request.Box ?? mark.Box, request.Label ?? FindingLabels.OfModelClass(mark.Label), request.Analysis,
            mark.Id, reason) with
        { Displayed = request.Displayed };
    });

    /// <summary>While it is not complete, drawn findings are on their way to the database.</summary>
    public Task Adding { get; set; } = Task.CompletedTask;

    public async Task<ReadOutcome> AddFindingAsync(Actor actor, FindingRequest request, CancellationToken cancel)
    {
        await Adding;
        return request.TrackingUid is null && !_added.Add(TrackingUidOf(request.ActId)) ? new ReadOutcome.Saved(Read, null) : await AddAsync(request);
    }

    private Task<ReadOutcome> AddAsync(FindingRequest request) => Change(
        request.ReadVersion,
        () => VerdictOf(request.TrackingUid ?? TrackingUidOf(request.ActId), VerdictKind.Added, request.Instance, request.Box, request.Label, null, null, null) with
        {
            Comment = request.Comment,
            Displayed = request.Displayed,
        });

    public Task<ReadOutcome> WithdrawAsync(Actor actor, StudyInstanceUid study, string trackingUid, int readVersion, CancellationToken cancel) =>
        Change(readVersion, () =>
        {
            Read = Read with { Verdicts = [.. Read.Verdicts.Where(v => v.TrackingUid != trackingUid)] };
            return null;
        });

    public IReadOnlySet<SopInstanceUid> Shown { get; private set; } = new HashSet<SopInstanceUid>();

    public Task<ReadOutcome> SubmitAsync(
        Actor actor, StudyInstanceUid study, bool nothingMore, IReadOnlySet<SopInstanceUid> shown, int readVersion, CancellationToken cancel)
    {
        Shown = shown;
        if (Read.Verdicts.Count == 0 && !nothingMore)
            return Task.FromResult<ReadOutcome>(new ReadOutcome.Invalid("Nothing is decided yet."));
        return Change(readVersion, () =>
        {
            Read = Read with { State = ReadState.Submitted, NothingMore = nothingMore, SubmittedAt = Now };
            return null;
        });
    }

    private static string TrackingUidOf(Guid? act) => $"2.25.{act:N}";

    private Task<ReadOutcome> Change(int version, Func<Verdict?> act)
    {
        if (Failures > 0)
        {
            Failures--;
            return Task.FromException<ReadOutcome>(new TimeoutException("The database does not answer."));
        }
        if (Read.State == ReadState.Submitted)
            return Task.FromResult<ReadOutcome>(new ReadOutcome.Locked(Read));
        if (version != Read.Version)
            return Task.FromResult<ReadOutcome>(new ReadOutcome.ChangedElsewhere(Read));
        var verdict = act();
        Keep(verdict);
        return Task.FromResult<ReadOutcome>(new ReadOutcome.Saved(Read, verdict));
    }

    private void Keep(Verdict? verdict) => Read = Read with
    {
        State = Read.State == ReadState.Submitted ? ReadState.Submitted : ReadState.Draft,
        Version = Read.Version + 1,
        Verdicts = verdict is null ? Read.Verdicts : [.. Read.Verdicts.Where(v => v.TrackingUid != verdict.TrackingUid), verdict],
    };

    private static Verdict VerdictOf(
        string trackingUid, VerdictKind kind, SopInstanceUid film, ImageBox box, CodedConcept label, AnalysisId? analysis, int? irregularity, CodedConcept? reason) =>
        new(new VerdictId(Guid.NewGuid()), trackingUid, kind, film, 1, 640, 512, box, label, reason, null, analysis, irregularity, "Dr Reader", Now, "{}");
}
