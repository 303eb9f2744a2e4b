using System.Diagnostics.CodeAnalysis;
using OxiPortal.Domain.Detection;
using OxiPortal.Domain.Imaging;
using OxiPortal.Domain.Reading;
using OxiPortal.Domain.Sites;
using OxiPortal.Infrastructure.Reading;
using OxiPortal.Infrastructure.Worklists;

namespace OxiPortal.Portal.Studies;

/// <summary>One reader before one study: the films, the findings, what is selected, and the acts of reading. One act at a time.</summary>
public sealed class StudySession
{
    private readonly DraftSaver _saver;
    private readonly Dictionary<string, Task<SaveAnswer>> _boxActs = [];
    private readonly HashSet<SopInstanceUid> _underWayWhenOpened;

    /// <param name="desk">The rooms behind the page.</param>
    /// <param name="actor">Who reads.</param>
    /// <param name="study">As opened.</param>
    /// <param name="time">For the waits between tries.</param>
    /// <param name="logger">Gets what went wrong.</param>
    /// <param name="changed">Called when something changed while an act is still under way.</param>
    public StudySession(IStudyDesk desk, Actor actor, StudyView study, TimeProvider time, ILogger logger, Action changed)
    {
        ArgumentNullException.ThrowIfNull(actor);
        ArgumentNullException.ThrowIfNull(study);
        (Desk, Actor, Study, Read) = (desk, actor, study, study.MyRead);
        Films = [.. study.Instances.Select(i => new FilmStatus(i))];
        _underWayWhenOpened = [.. Films.Where(IsUnderWay).Select(f => f.Instance.Instance)];
        Film = Films.Where(f => f.AbnormalityScore is not null).MaxBy(f => f.AbnormalityScore) ?? (Films.Count > 0 ? Films[0] : null);
        NothingMore = study.MyRead.NothingMore;
        _saver = new DraftSaver(time, logger, text =>
        {
            Notice = text;
            changed();
        });
        ListFindings();
    }

    public StudyView Study { get; }
    public ReadView Read { get; private set; }
    public IReadOnlyList<FilmStatus> Films { get; }

    /// <summary>The film that is shown; null: the study has none.</summary>
    public FilmStatus? Film { get; private set; }

    public IReadOnlyList<FindingItem> Findings { get; private set; } = [];
    public FindingItem? Selected { get; private set; }

    /// <summary>The next digit is a reason to reject the selected finding.</summary>
    public bool ChoosingReason { get; private set; }

    /// <summary>The reader means to say, on submitting, that there is nothing more to find.</summary>
    public bool NothingMore { get; private set; }

    /// <summary>What to tell the reader now; null: nothing.</summary>
    public string? Notice { get; private set; }

    public bool IsSubmitted => Read.State == ReadState.Submitted;
    public bool IsReader => Actor.Is(Role.Radiologist);
    public bool MayDecide => IsReader && !IsSubmitted;

    /// <summary>Films that no model has judged yet, though one will.</summary>
    public bool IsAnalysisUnderWay => Films.Any(IsUnderWay);

    /// <summary>
    /// Watch events after this sequence. What was complete when the study was opened is known; of an analysis that was under way the events
    /// so far are needed, too: they say which it is, by which models, and how far.
    /// </summary>
    public long WatchAfter => _underWayWhenOpened.Count > 0 ? 0 : Study.LastEventSequence;

    private IStudyDesk Desk { get; }
    private Actor Actor { get; }

    public void Take(RecordedAnalysisEvent recorded)
    {
        ArgumentNullException.ThrowIfNull(recorded);
        if (recorded.Sequence <= Study.LastEventSequence && !_underWayWhenOpened.Contains(recorded.SopInstanceUid))
            return;
        Films.FirstOrDefault(f => f.Instance.Instance == recorded.SopInstanceUid)?.Take(recorded);
        if (recorded.Event is not AnalysisEvent.SegmentScored)
            ListFindings();
    }

    public void ShowFilm(SopInstanceUid film)
    {
        Film = Films.FirstOrDefault(f => f.Instance.Instance == film) ?? Film;
        if (Selected?.Film != Film?.Instance.Instance)
            Selected = null;
        ChoosingReason = false;
    }

    /// <summary>Selects a finding and shows its film.</summary>
    public void Select(string? key)
    {
        Selected = Findings.FirstOrDefault(f => f.Key == key);
        ChoosingReason = false;
        Notice = null;
        if (Selected is { } selected)
            Film = Films.First(f => f.Instance.Instance == selected.Film);
    }

    /// <param name="step">+1 or -1; past the ends it stays.</param>
    public void Step(int step)
    {
        if (Findings.Count == 0)
            return;
        var at = Selected is null ? (step > 0 ? -1 : Findings.Count) : Findings.ToList().FindIndex(f => f.Key == Selected.Key);
        Select(Findings[Math.Clamp(at + step, 0, Findings.Count - 1)].Key);
    }

    /// <summary>Opens the list of reasons for the selected mark; a second time closes it.</summary>
    public void ChooseReason()
    {
        if (IsDecidable(Selected))
            ChoosingReason = !ChoosingReason;
    }

    public void Cancel() => (ChoosingReason, Notice) = (false, null);

    public void ToggleNothingMore()
    {
        if (MayDecide)
            NothingMore = !NothingMore;
    }

    /// <param name="mark">What was selected when the reader decided; by now it may be another.</param>
    /// <param name="displayed">JSON: what the reader saw.</param>
    public Task AcceptAsync(FindingItem? mark, string displayed) => DecideAsync(mark, VerdictKind.Accepted, null, displayed);

    /// <param name="mark">What was selected when the reader decided; by now it may be another.</param>
    /// <param name="number">Of <see cref="RejectionReasons.All"/>, from 1; others do nothing.</param>
    /// <param name="displayed">JSON: what the reader saw.</param>
    public Task RejectAsync(FindingItem? mark, int number, string displayed) =>
        number >= 1 && number <= RejectionReasons.All.Count
            ? DecideAsync(mark, VerdictKind.Rejected, RejectionReasons.All[number - 1].Code, displayed)
            : Task.CompletedTask;

    /// <summary>Takes the selected finding's decision back; what was drawn is gone with it.</summary>
    public async Task WithdrawAsync()
    {
        if (Selected?.Verdict is not { } verdict || !MayDecide)
            return;
        await SaveAsync(
            version => Desk.WithdrawAsync(Actor, Study.Study, verdict.TrackingUid, version, CancellationToken.None),
            read => read.Verdicts.LastOrDefault(v => v.TrackingUid == verdict.TrackingUid)?.Id);
    }

    /// <summary>
    /// Saves a box that was drawn or changed. The caller sends it again where the answer says so, and where none came: the same act is done once.
    /// </summary>
    public async Task<SaveAnswer> SaveBoxAsync(BoxAct act)
    {
        ArgumentNullException.ThrowIfNull(act);
        if (!_boxActs.TryGetValue(act.Id, out var saving))
            _boxActs[act.Id] = saving = SaveOnceAsync(act);
        var answer = await saving;
        if (!answer.Saved)
            _boxActs.Remove(act.Id);
        return answer;
    }

    private async Task<SaveAnswer> SaveOnceAsync(BoxAct act)
    {
        if (!MayDecide)
            return new(false, "The read is submitted, so the box was not kept.", false);
        if (act.Box.ToImageBox() is not { } box || act.Label is not { } label || !SopInstanceUid.TryParse(act.Instance, out var film))
            return new(false, "The box was not kept: it has no size or no label.", false);
        var changed = act.Key is null ? null : Findings.FirstOrDefault(f => f.Key == act.Key);
        if (act.Key is not null && changed is null)
            return new(false, "The finding was taken back meanwhile, so its change was not kept.", false);
        // Sent again after a reload of the page: the answer was lost, the change was not.
        if (changed?.Verdict is { Kind: VerdictKind.Corrected or VerdictKind.Added } v && v.Box == box && v.Label == label && v.Comment == act.Comment)
            return new(true, null, false);

        var outcome = await _saver.TryOnceAsync(version => changed is { Analysis: { } analysis, Irregularity: { } irregularity }
            ? Desk.GiveVerdictAsync(Actor, new VerdictRequest(
                Study.Study, analysis, irregularity, VerdictKind.Corrected, null, box, label, act.Comment, act.Displayed, version), CancellationToken.None)
            : Desk.AddFindingAsync(Actor, new FindingRequest(
                Study.Study, film, act.Frame, box, label, act.Comment, changed?.Verdict?.TrackingUid, act.Displayed, version,
                Guid.TryParse(act.Id, out var id) ? id : null), CancellationToken.None),
            () => Read, Adopt);
        switch (outcome)
        {
            case ReadOutcome.Saved saved:
                Notice = null;
                Select(Findings.FirstOrDefault(f => f.Verdict?.Id == saved.Verdict?.Id)?.Key ?? Selected?.Key);
                return new(true, null, false);
            case null:
                return new(false, "Not saved yet: the server could not keep the box. It is sent again.", true);
            default:
                return new(false, $"The box was not kept. {DraftSaver.SentenceOf(outcome)}", false);
        }
    }

    /// <summary>Ends the read. True: submitted.</summary>
    public async Task<bool> SubmitAsync()
    {
        if (!MayDecide)
            return false;
        var shown = Films.Select(f => f.Instance.Instance).ToHashSet();
        // Never on top of what another window changed: it locks the read, and the reader has not seen that change.
        await SaveAsync(version => Desk.SubmitAsync(Actor, Study.Study, NothingMore, shown, version, CancellationToken.None), read => read.Version);
        return IsSubmitted;
    }

    private async Task DecideAsync(FindingItem? mark, VerdictKind kind, string? reason, string displayed)
    {
        if (!IsDecidable(mark))
            return;
        if (mark.Key == Selected?.Key)
            ChoosingReason = false;
        await SaveAsync(
            version => Desk.GiveVerdictAsync(
                Actor,
                new VerdictRequest(Study.Study, mark.Analysis!.Value, mark.Irregularity!.Value, kind, reason, null, null, null, displayed, version),
                CancellationToken.None),
            read => read.Verdicts.LastOrDefault(v => v.AnalysisId == mark.Analysis && v.IrregularityId == mark.Irregularity)?.Id);
    }

    private bool IsDecidable([NotNullWhen(true)] FindingItem? mark)
    {
        if (!MayDecide)
            return false;
        if (mark is null)
            Notice = Findings.Count == 0 ? "There is no finding to decide about." : "Choose a finding first: J for the next, K for the previous.";
        else if (mark.Irregularity is null)
            Notice = "You drew this finding: change it (E) or take it back (Ctrl+Z).";
        return mark is { Irregularity: not null, Analysis: not null };
    }

    /// <param name="act">Given the read's version.</param>
    /// <param name="replaced">What the act replaces.</param>
    private async Task SaveAsync(Func<int, Task<ReadOutcome>> act, Func<ReadView, object?> replaced)
    {
        Notice = null;
        var outcome = await _saver.SaveAsync(act, () => Read, Adopt, replaced);
        Notice = outcome is null or ReadOutcome.Saved ? Notice : DraftSaver.SentenceOf(outcome);
    }

    private void Adopt(ReadView read)
    {
        Read = read;
        if (read.State == ReadState.Submitted)
            (NothingMore, ChoosingReason) = (read.NothingMore, false);
        ListFindings();
    }

    private static bool IsUnderWay(FilmStatus film) => film.State is AnalysisState.Waiting or AnalysisState.Running;

    private void ListFindings()
    {
        Findings = FindingItem.List(Films, Read.Verdicts);
        Selected = Selected is null ? null : Findings.FirstOrDefault(f => f.Key == Selected.Key);
        ChoosingReason &= Selected is not null;
    }
}
