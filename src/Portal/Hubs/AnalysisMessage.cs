using MessagePack;
using OxiPortal.Domain.Detection;

namespace OxiPortal.Portal.Hubs;

/// <summary>
/// An event of an analysis as the hub sends it: flat, camelCase, in JSON and in MessagePack alike; see contracts, hub <c>/hubs/analysis</c>.
/// What a kind does not have is null.
/// </summary>
[MessagePackObject]
public sealed record AnalysisMessage
{
    /// <summary>From 1, gapless within the study.</summary>
    [Key("sequence")]
    public required long Sequence { get; init; }

    /// <summary>Queued, Started, RegionsFound, SegmentScored, Completed or Failed.</summary>
    [Key("kind")]
    public required string Kind { get; init; }

    [Key("analysisId")]
    public required string AnalysisId { get; init; }

    /// <summary>From 1. A Started of a higher attempt voids the segments of earlier ones.</summary>
    [Key("attempt")]
    public required int Attempt { get; init; }

    [Key("sopInstanceUid")]
    public required string SopInstanceUid { get; init; }

    /// <summary>UTC, ISO 8601.</summary>
    [Key("at")]
    public required string At { get; init; }

    /// <summary>Started: cpu, cuda or webgpu.</summary>
    [Key("device")]
    public string? Device { get; init; }

    /// <summary>Started.</summary>
    [Key("models")]
    public IReadOnlyList<ModelMessage>? Models { get; init; }

    /// <summary>RegionsFound.</summary>
    [Key("contours")]
    public IReadOnlyList<ContourMessage>? Contours { get; init; }

    /// <summary>RegionsFound, Completed.</summary>
    [Key("cardiothoracicRatio")]
    public double? CardiothoracicRatio { get; init; }

    /// <summary>SegmentScored.</summary>
    [Key("segment")]
    public SegmentMessage? Segment { get; init; }

    /// <summary>SegmentScored: what the segment adds to the heat map.</summary>
    [Key("patch")]
    public HeatPatchMessage? Patch { get; init; }

    /// <summary>SegmentScored: segments scored so far.</summary>
    [Key("done")]
    public int? Done { get; init; }

    /// <summary>SegmentScored: segments planned.</summary>
    [Key("total")]
    public int? Total { get; init; }

    /// <summary>Completed.</summary>
    [Key("findings")]
    public IReadOnlyList<FindingMessage>? Findings { get; init; }

    /// <summary>Completed: 0..1, higher is more suspicious.</summary>
    [Key("abnormalityScore")]
    public double? AbnormalityScore { get; init; }

    /// <summary>Completed: sentences for the reader.</summary>
    [Key("warnings")]
    public IReadOnlyList<string>? Warnings { get; init; }

    /// <summary>Failed: for programs.</summary>
    [Key("code")]
    public string? Code { get; init; }

    /// <summary>Failed: one clear sentence.</summary>
    [Key("reason")]
    public string? Reason { get; init; }

    /// <summary>Failed: false, it will be tried again.</summary>
    [Key("final")]
    public bool? Final { get; init; }

    public static AnalysisMessage Of(RecordedAnalysisEvent recorded)
    {
        ArgumentNullException.ThrowIfNull(recorded);
        var message = new AnalysisMessage
        {
            Sequence = recorded.Sequence,
            Kind = recorded.Event.GetType().Name,
            AnalysisId = recorded.AnalysisId.ToString(),
            Attempt = recorded.Attempt,
            SopInstanceUid = recorded.SopInstanceUid.Value,
            At = recorded.At.UtcDateTime.ToString("O"),
        };
        return recorded.Event switch
        {
            AnalysisEvent.Started e => message with { Device = e.Device, Models = [.. e.Models.Select(ModelMessage.Of)] },
            AnalysisEvent.RegionsFound e => message with
            {
                Contours = [.. e.Contours.Select(c => new ContourMessage(c.Region.ToString(), c.Points))],
                CardiothoracicRatio = e.CardiothoracicRatio,
            },
            AnalysisEvent.SegmentScored e => message with
            {
                Segment = SegmentMessage.Of(e.Segment),
                Patch = HeatPatchMessage.Of(e.Patch),
                Done = e.Done,
                Total = e.Total,
            },
            AnalysisEvent.Completed e => message with
            {
                Findings = [.. e.Irregularities.Select(FindingMessage.Of)],
                AbnormalityScore = e.AbnormalityScore,
                CardiothoracicRatio = e.CardiothoracicRatio,
                Warnings = e.Warnings,
            },
            AnalysisEvent.Failed e => message with { Code = e.Reason.Code, Reason = e.Reason.Sentence, Final = e.Final },
            _ => message,
        };
    }
}
