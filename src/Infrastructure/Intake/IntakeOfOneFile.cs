using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using OxiPortal.Dicom;
using OxiPortal.Dicom.Imaging;
using OxiPortal.Domain.Detection;
using OxiPortal.Domain.Imaging;
using OxiPortal.Domain.Observability;
using OxiPortal.Domain.Sites;
using OxiPortal.Infrastructure.Observability;
using OxiPortal.Infrastructure.Persistence;
using OxiPortal.Infrastructure.Queue;

namespace OxiPortal.Infrastructure.Intake;

/// <summary>One file: parsed first, then kept, then recorded together with its place in the queue, in one transaction.</summary>
public sealed class IntakeOfOneFile(
    IDbContextFactory<PortalDb> contexts,
    IInstanceStore store,
    InstanceRecorder recorder,
    QueueSignals signals,
    IOptions<IntakeOptions> options)
{
    /// <param name="actor">Already allowed to upload.</param>
    /// <param name="name">As displayed.</param>
    /// <param name="file">Seekable, at its beginning.</param>
    /// <param name="priority">Of its analysis.</param>
    internal async Task<IntakeOutcome> TakeInAsync(Actor actor, string name, Stream file, AnalysisPriority priority, CancellationToken cancel)
    {
        using var span = Traces.Intake.StartActivity("intake");
        var outcome = await ReadKeepAndRecordAsync(actor, name, file, priority, cancel);
        span?.SetTag(Telemetry.OutcomeTag, outcome.Kind.ToString());
        return outcome;
    }

    private async Task<IntakeOutcome> ReadKeepAndRecordAsync(Actor actor, string name, Stream file, AnalysisPriority priority, CancellationToken cancel)
    {
        DicomFile dicom;
        DicomHeader header;
        try
        {
            dicom = await DicomFile.ReadAsync(file, Limits, cancel);
            header = DicomHeader.Read(dicom);
        }
        catch (DicomException unreadable)
        {
            var refusal = unreadable.ToRefusal();
            return new IntakeOutcome(name, IntakeKind.Refused, Queued: false, null, null, refusal, refusal.Sentence);
        }
        if (await IsHereAsync(actor.Site, header, cancel) is { } queued)
            return AlreadyHere(name, header, queued);

        file.Position = 0;
        var upload = new Upload(name, header, AnalysisEligibility.Check(dicom.Dataset), priority, await store.KeepAsync(file, cancel), file.Length);
        var recorded = await Conflicts.RetryAsync(contexts, db => recorder.RecordAsync(db, actor, upload, cancel), cancel);
        signals.Work.Wake();
        signals.Events.Wake();
        return recorded switch
        {
            Recorded.AlreadyHere here => AlreadyHere(name, header, here.Queued),
            Recorded.Conflict conflict => new IntakeOutcome(
                name, IntakeKind.Conflict, Queued: false, header.Study, header.Instance, new Refusal(RefusalCodes.UidConflict, conflict.Sentence), conflict.Sentence),
            _ => new IntakeOutcome(
                name, IntakeKind.Stored, Queued: upload.NotForAnalysis is null, header.Study, header.Instance, upload.NotForAnalysis,
                upload.NotForAnalysis?.Sentence ?? "Stored; it waits to be analysed."),
        };
    }

    // Never more than the readers of kept files allow: what is taken in can be shown and analysed.
    private DicomReadLimits Limits => DicomReadLimits.Default with
    {
        MaxFileBytes = Math.Min(options.Value.MaxFileBytes, DicomReadLimits.Default.MaxFileBytes),
        MaxInflatedBytes = Math.Min(options.Value.MaxInflatedBytes, DicomReadLimits.Default.MaxInflatedBytes),
    };

    /// <summary>Whether it waits for (or has had) its analysis; null: this content is not here.</summary>
    private async Task<bool?> IsHereAsync(SiteId site, DicomHeader header, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var state = await db.Instances
            .Where(i => i.SiteId == site.Value && i.SopInstanceUid == header.Instance.Value && i.ContentHash == header.ContentHash)
            .Select(i => (AnalysisState?)i.State)
            .SingleOrDefaultAsync(cancel);
        return state is null ? null : state != AnalysisState.NotForAnalysis;
    }

    private static IntakeOutcome AlreadyHere(string name, DicomHeader header, bool queued) => new(
        name, IntakeKind.AlreadyHere, queued, header.Study, header.Instance, null, "This file is already here; nothing has changed.");
}
