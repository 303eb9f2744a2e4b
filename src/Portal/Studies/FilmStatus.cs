using System.Globalization;
using OxiPortal.Domain.Detection;
using OxiPortal.Infrastructure.Worklists;
using OxiPortal.Portal.Layout;

namespace OxiPortal.Portal.Studies;

/// <summary>Where one film of an open study stands with the models: as it was when opened, then as events arrive.</summary>
public sealed class FilmStatus
{
    private const string AnalysedAgain = "This film was analysed again, by other models, while this page was open: the marks are the new ones.";

    private DateTimeOffset? _startedAt;

    /// <summary>Of an analysis by other models, after this one was complete.</summary>
    private (AnalysisId Analysis, AnalysisEvent.Started Event, DateTimeOffset At)? _laterStart;

    public FilmStatus(InstanceView instance)
    {
        ArgumentNullException.ThrowIfNull(instance);
        Instance = instance;
        State = instance.State;
        SideKnown = instance.Orientation is not null;
        Refusal = instance.Refusal;
        if (instance.Analysis is not { Result: var result } analysis)
            return;
        Analysis = analysis.Id;
        SideKnown &= result.OrientationKnown;
        AbnormalityScore = result.AbnormalityScore;
        CardiothoracicRatio = result.CardiothoracicRatio;
        Irregularities = result.Irregularities;
        Warnings = result.Warnings;
        Models = result.Models;
        Device = result.Device;
        Seconds = result.TimingsMs.Total / 1000;
    }

    public InstanceView Instance { get; }

    /// <summary>The file says which side is which. Where not, right and left are as the film usually hangs, and none may be claimed.</summary>
    public bool SideKnown { get; private set; }

    public AnalysisState State { get; private set; }

    /// <summary>Why the film is not analysed, or what went wrong last.</summary>
    public Refusal? Refusal { get; private set; }

    public AnalysisId? Analysis { get; private set; }
    public int Attempt { get; private set; }

    /// <summary>Segments scored so far.</summary>
    public int Done { get; private set; }

    /// <summary>Segments planned; 0: not yet known.</summary>
    public int Total { get; private set; }

    /// <summary>0..1, higher is more suspicious; null: not analysed (yet).</summary>
    public double? AbnormalityScore { get; private set; }

    public double? CardiothoracicRatio { get; private set; }
    public IReadOnlyList<Irregularity> Irregularities { get; private set; } = [];
    public IReadOnlyList<string> Warnings { get; private set; } = [];
    public IReadOnlyList<ModelIdentity> Models { get; private set; } = [];
    public string? Device { get; private set; }

    /// <summary>How long the analysis took.</summary>
    public double? Seconds { get; private set; }

    /// <summary>"regions 1.0, irregularities 1.2".</summary>
    public string ModelText => string.Join(", ", Models.Select(m => $"{m.Name} {m.Version}"));

    /// <summary>"PA"; where the header does not say, "Film" and its number.</summary>
    public string Title(int number) => Instance.ViewPosition is { Length: > 0 } view ? view : $"Film {number.ToString(CultureInfo.InvariantCulture)}";

    /// <summary>A sentence: what the film waits for, why it was refused, or what was found.</summary>
    public string Sentence => State switch
    {
        AnalysisState.Waiting => Refusal is null ? "Waiting for analysis." : $"{Refusal.Sentence} It will be tried again.",
        AnalysisState.Running when Total > 0 => string.Create(CultureInfo.InvariantCulture, $"Analysis running: {Done} of {Total} segments."),
        AnalysisState.Running => "Analysis running: looking for lungs and heart.",
        AnalysisState.Completed when Irregularities.Count == 0 => "Nothing above the operating point.",
        AnalysisState.Completed => $"Suspicious for {Irregularities.MaxBy(i => i.Score)!.Label}.",
        _ => Refusal?.Sentence ?? "This object is shown, but not analysed.",
    };

    /// <summary>"model regions 1.0, irregularities 1.2 - 1.2 s - cpu"; null before an analysis ended.</summary>
    public string? Provenance
    {
        get
        {
            if (State != AnalysisState.Completed || Models.Count == 0)
                return null;
            var seconds = Seconds is { } s ? string.Create(CultureInfo.InvariantCulture, $" - {s:0.0} s") : "";
            return $"model {ModelText}{seconds} - {Device}";
        }
    }

    public string? ScoreText => AbnormalityScore is { } score ? ScoreLevels.Text(score) : null;

    /// <summary>Takes an event of this film. What a voided attempt or an earlier analysis sends changes nothing.</summary>
    public void Take(RecordedAnalysisEvent recorded)
    {
        ArgumentNullException.ThrowIfNull(recorded);
        if (State == AnalysisState.Completed && recorded.AnalysisId != Analysis)
        {
            TakeLater(recorded);
            return;
        }
        if (recorded.Event is AnalysisEvent.Queued or AnalysisEvent.Started)
            (Analysis, Attempt) = (recorded.AnalysisId, recorded.Attempt);
        else if (recorded.AnalysisId != Analysis || recorded.Attempt < Attempt)
            return;
        switch (recorded.Event)
        {
            case AnalysisEvent.Queued:
                Begin(AnalysisState.Waiting);
                break;
            case AnalysisEvent.Started started:
                Begin(AnalysisState.Running);
                (Device, Models, _startedAt) = (started.Device, started.Models, recorded.At);
                break;
            case AnalysisEvent.RegionsFound regions:
                CardiothoracicRatio = regions.CardiothoracicRatio;
                break;
            case AnalysisEvent.SegmentScored scored:
                (Done, Total) = (scored.Done, scored.Total);
                break;
            case AnalysisEvent.Completed completed:
                Complete(completed, recorded.At);
                break;
            case AnalysisEvent.Failed failed:
                Refusal = failed.Reason;
                State = !failed.Final ? AnalysisState.Waiting
                    : failed.Reason.Code is RefusalCodes.Failed or RefusalCodes.Cancelled ? AnalysisState.Failed
                    : AnalysisState.Refused;
                break;
        }
    }

    /// <summary>What is complete stays until another analysis is complete, too: marks must not vanish under a reader's eyes because machines are at work.</summary>
    private void TakeLater(RecordedAnalysisEvent recorded)
    {
        switch (recorded.Event)
        {
            case AnalysisEvent.Started started:
                _laterStart = (recorded.AnalysisId, started, recorded.At);
                break;
            case AnalysisEvent.Completed completed:
                // Begun before the page was opened, it has said nothing of its models here.
                var start = _laterStart?.Analysis == recorded.AnalysisId ? _laterStart : null;
                (Analysis, Attempt, _laterStart) = (recorded.AnalysisId, recorded.Attempt, null);
                (Device, Models, _startedAt) = (start?.Event.Device, start?.Event.Models ?? [], start?.At);
                Complete(completed, recorded.At);
                Warnings = [.. Warnings, AnalysedAgain];
                break;
        }
    }

    private void Complete(AnalysisEvent.Completed completed, DateTimeOffset at)
    {
        State = AnalysisState.Completed;
        Irregularities = completed.Irregularities;
        AbnormalityScore = completed.AbnormalityScore;
        CardiothoracicRatio = completed.CardiothoracicRatio;
        Warnings = completed.Warnings;
        Seconds = (at - _startedAt)?.TotalSeconds;
    }

    private void Begin(AnalysisState state)
    {
        State = state;
        SideKnown = Instance.Orientation is not null;
        (Done, Total) = (0, 0);
        (AbnormalityScore, CardiothoracicRatio, Seconds) = (null, null, null);
        (Irregularities, Warnings) = ([], []);
        if (state == AnalysisState.Running)
            Refusal = null;
    }
}
