using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using OxiPortal.Dicom;
using OxiPortal.Dicom.Imaging;
using OxiPortal.Domain.Detection;
using OxiPortal.Domain.Imaging;
using OxiPortal.Domain.Observability;
using OxiPortal.Domain.Sites;
using OxiPortal.Infrastructure.InstanceStore;
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
    private const string NothingChanged = "This file is already here; nothing has changed.";

    /// <param name="actor">Already allowed to upload.</param>
    /// <param name="name">As displayed.</param>
    /// <param name="file">Seekable, writable, at its beginning, its preamble nulled.</param>
    /// <param name="preamble">What was nulled; null: there was nothing but zeros.</param>
    /// <param name="priority">Of its analysis.</param>
    internal async Task<IntakeOutcome> TakeInAsync(Actor actor, string name, Stream file, byte[]? preamble, AnalysisPriority priority, CancellationToken cancel)
    {
        using var span = Traces.Intake.StartActivity("intake");
        var outcome = await ReadKeepAndRecordAsync(actor, name, file, preamble, priority, cancel);
        span?.SetTag(Telemetry.OutcomeTag, outcome.Kind.ToString());
        return outcome;
    }

    private async Task<IntakeOutcome> ReadKeepAndRecordAsync(Actor actor, string name, Stream file, byte[]? preamble, AnalysisPriority priority, CancellationToken cancel)
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
        file.Position = 0;
        if (await FindAsync(actor.Site, header, cancel) is { } here)
            return AlreadyHere(name, header, here.Queued, await MendAsync(actor, header, here.StorageKey, file, preamble, cancel));

        var upload = new Upload(name, header, AnalysisEligibility.Check(dicom.Dataset), priority, await store.KeepAsync(file, cancel), file.Length);
        var recorded = await Conflicts.RetryAsync(contexts, db => recorder.RecordAsync(db, actor, upload, cancel), cancel);
        signals.Work.Wake();
        signals.Events.Wake();
        return recorded switch
        {
            Recorded.AlreadyHere same => AlreadyHere(name, header, same.Queued),
            Recorded.Conflict conflict => new IntakeOutcome(
                name, IntakeKind.Conflict, Queued: false, header.Study, header.Instance, new Refusal(RefusalCodes.UidConflict, conflict.Sentence), conflict.Sentence),
            _ => new IntakeOutcome(
                name, IntakeKind.Stored, Queued: upload.NotForAnalysis is null, header.Study, header.Instance, upload.NotForAnalysis,
                upload.NotForAnalysis?.Sentence ?? "Stored; it waits to be analysed."),
        };
    }

    // Never more than the readers of kept files allow: what is taken in can be shown and analysed.
    private DicomReadLimits Limits => DicomReadLimits.Kept with
    {
        MaxFileBytes = options.Value.MaxFileBytes,
        MaxInflatedBytes = Math.Min(options.Value.MaxInflatedBytes, DicomReadLimits.Kept.MaxInflatedBytes),
        MaxDepth = options.Value.MaxDepth,
        MaxElements = options.Value.MaxElements,
    };

    /// <summary>Null: this content is not here.</summary>
    private async Task<Here?> FindAsync(SiteId site, DicomHeader header, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await db.Instances
            .Where(i => i.SiteId == site.Value && i.SopInstanceUid == header.Instance.Value && i.ContentHash == header.ContentHash)
            .Select(i => new Here(i.StorageKeyHash, i.State != AnalysisState.NotForAnalysis))
            .SingleOrDefaultAsync(cancel);
    }

    /// <summary>
    /// Keeps a film on record again where what is kept is lost or damaged, and says so. The record names the bytes that came first: others of the same
    /// content (in another wrapping) do not take their place.
    /// </summary>
    private async Task<string> MendAsync(Actor actor, DicomHeader header, string key, Stream file, byte[]? preamble, CancellationToken cancel)
    {
        var same = await StoreKey.OfAsync(file, cancel) == key || await IsWithItsPreambleAsync(file, preamble, key, cancel);
        if (await store.VerifyAsync(key, cancel) is true)
            return NothingChanged;
        if (!same)
            return "This film is already here, but its stored file is damaged or missing, and this file, though of the same content, is not the one that was received: send that one, or tell your administrator.";
        file.Position = 0;
        await store.KeepAsync(file, cancel);
        await Conflicts.RetryInTransactionAsync(contexts, db => recorder.RecordMendedAsync(db, actor, header, cancel), cancel);
        return "This film is already here; its stored file was damaged or missing and is whole again.";
    }

    /// <summary>
    /// A film on record from before preambles were nulled has the key of its bytes with the preamble: only with it are they those that were received. Then it is put back, in the
    /// file that is to be kept, where it lay before; no other preamble gets there.
    /// </summary>
    private static async Task<bool> IsWithItsPreambleAsync(Stream file, byte[]? preamble, string key, CancellationToken cancel)
    {
        if (preamble is null)
            return false;
        file.Position = preamble.Length;
        if (await StoreKey.OfAsync(preamble, file, cancel) != key)
            return false;
        file.Position = 0;
        await file.WriteAsync(preamble, cancel);
        await file.FlushAsync(cancel);
        return true;
    }

    private static IntakeOutcome AlreadyHere(string name, DicomHeader header, bool queued, string sentence = NothingChanged) =>
        new(name, IntakeKind.AlreadyHere, queued, header.Study, header.Instance, null, sentence);

    /// <param name="StorageKey">Of the bytes on record.</param>
    /// <param name="Queued">It waits for its analysis, or has had it.</param>
    private sealed record Here(string StorageKey, bool Queued);
}
