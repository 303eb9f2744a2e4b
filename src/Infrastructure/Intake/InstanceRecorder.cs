using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using OxiPortal.Dicom;
using OxiPortal.Dicom.Imaging;
using OxiPortal.Domain.Audit;
using OxiPortal.Domain.Detection;
using OxiPortal.Domain.Sites;
using OxiPortal.Infrastructure.Audit;
using OxiPortal.Infrastructure.Persistence;
using OxiPortal.Infrastructure.Persistence.Rows;
using OxiPortal.Infrastructure.Queue;

namespace OxiPortal.Infrastructure.Intake;

/// <summary>A parsed file that the store has kept.</summary>
/// <param name="NotForAnalysis">Why it will only be shown; null: it is to be analysed.</param>
/// <param name="Priority">Of its analysis.</param>
internal sealed record Upload(string Name, DicomHeader Header, Refusal? NotForAnalysis, AnalysisPriority Priority, string StorageKey, long ByteLength);

/// <summary>What the records made of a file.</summary>
internal abstract record Recorded
{
    public sealed record New : Recorded;

    public sealed record AlreadyHere(bool Queued) : Recorded;

    public sealed record Conflict(string Sentence) : Recorded;
}

/// <summary>Puts an instance on record: patient, study, series, instance and job in one transaction.</summary>
public sealed class InstanceRecorder(IOptions<QueueOptions> queue, AuditLog audit, TimeProvider time)
{
    /// <summary>Run by <see cref="Conflicts.RetryAsync"/>: of two who record the same UID at once, one starts over and finds the other's.</summary>
    internal async Task<Recorded> RecordAsync(PortalDb db, Actor actor, Upload upload, CancellationToken cancel)
    {
        var header = upload.Header;
        var site = actor.Site.Value;
        var existing = await db.Instances.AsNoTracking()
            .Where(i => i.SiteId == site && i.SopInstanceUid == header.Instance.Value)
            .Select(i => new { i.ContentHash, i.State, i.Study.PatientKey })
            .SingleOrDefaultAsync(cancel);
        if (existing?.ContentHash == header.ContentHash)
            return new Recorded.AlreadyHere(existing.State != AnalysisState.NotForAnalysis);
        if (existing is not null)
            return await SetAsideAsync(db, actor, upload, existing.PatientKey, "Another file with the same SOP Instance UID is already here.", cancel);

        // The series before its study: one that somebody else records just now is then found whole, or not at all.
        var series = await db.Series.SingleOrDefaultAsync(s => s.SiteId == site && s.SeriesInstanceUid == header.Series.Value, cancel);
        var study = await db.Studies.Include(s => s.Patient)
            .SingleOrDefaultAsync(s => s.SiteId == site && s.StudyInstanceUid == header.Study.Value, cancel);
        var patient = PatientHeader.Read(header.File.Dataset, actor.Site, header.Study);
        if (study is not null && patient.Contradicts(study.Patient))
            return await SetAsideAsync(db, actor, upload, study.PatientKey, "Its study is already here, of another patient.", cancel);
        if (series is not null && series.StudyKey != study?.Id)
            return await SetAsideAsync(db, actor, upload, study?.PatientKey, "Its series is already here, in another study.", cancel);

        var now = time.GetUtcNow();
        if (study is null)
            db.Studies.Add(study = NewStudy(header, await PatientLinking.FindOrAddAsync(db, patient, now, cancel), now));
        if (series is null)
            db.Series.Add(series = NewSeries(header, study, now));
        var instance = NewInstance(actor, upload, study, series, now);
        db.Instances.Add(instance);
        if (upload.NotForAnalysis is { } refusal)
            (instance.State, instance.RefusalCode, instance.RefusalSentence) = (AnalysisState.NotForAnalysis, refusal.Code, refusal.Sentence);
        else
            DatabaseAnalysisQueue.Enqueue(db, study, instance, AnalysisId.New(time), ordinal: 1, upload.Priority, queue.Value.Attempts, now);
        await audit.AppendAsync(db, actor, new AuditFact(AuditAction.InstanceStored).About(study, instance.SopInstanceUid), cancel);
        await db.SaveChangesAsync(cancel);
        return new Recorded.New();
    }

    /// <summary>Puts on record that the lost or damaged file of an instance was replaced by the same bytes, sent again.</summary>
    internal async Task<bool> RecordMendedAsync(PortalDb db, Actor actor, DicomHeader header, CancellationToken cancel)
    {
        var study = await db.Instances.AsNoTracking()
            .Where(i => i.SiteId == actor.Site.Value && i.SopInstanceUid == header.Instance.Value)
            .Select(i => i.Study)
            .SingleAsync(cancel);
        await audit.AppendAsync(db, actor, new AuditFact(AuditAction.InstanceStored) { Detail = "sent again: its file was damaged or missing" }.About(study, header.Instance.Value), cancel);
        await db.SaveChangesAsync(cancel);
        return true;
    }

    /// <param name="patient">Whose study is concerned by what is here; null: nobody's is known.</param>
    private async Task<Recorded> SetAsideAsync(PortalDb db, Actor actor, Upload upload, Guid? patient, string why, CancellationToken cancel)
    {
        var header = upload.Header;
        var sentence = $"{why} This one is kept aside for an administrator; nothing was overwritten.";
        var known = await db.Conflicts.AnyAsync(
            c => c.SiteId == actor.Site.Value && c.SopInstanceUid == header.Instance.Value && c.ContentHash == header.ContentHash, cancel);
        if (!known)
        {
            db.Conflicts.Add(new ConflictRow
            {
                Id = Guid.CreateVersion7(time.GetUtcNow()),
                SiteId = actor.Site.Value,
                StudyInstanceUid = header.Study.Value,
                SopInstanceUid = header.Instance.Value,
                ContentHash = header.ContentHash,
                StorageKeyHash = upload.StorageKey,
                FileName = Text.Fit(upload.Name, 400)!,
                Sentence = why,
                UploadedByUserId = actor.UserId,
                UploadedBy = Text.Fit(actor.DisplayName, 400)!,
                At = time.GetUtcNow(),
            });
            var fact = new AuditFact(AuditAction.InstanceQuarantined)
            {
                PatientKey = patient,
                StudyInstanceUid = header.Study.Value,
                SopInstanceUid = header.Instance.Value,
                Detail = why,
            };
            await audit.AppendAsync(db, actor, fact, cancel);
            await db.SaveChangesAsync(cancel);
        }
        return new Recorded.Conflict(sentence);
    }

    private static StudyRow NewStudy(DicomHeader header, PatientRow patient, DateTimeOffset now)
    {
        var dataset = header.File.Dataset;
        return new StudyRow
        {
            Id = Guid.CreateVersion7(now),
            SiteId = patient.SiteId,
            PatientKey = patient.Id,
            Patient = patient,
            StudyInstanceUid = header.Study.Value,
            StudyDate = dataset.TryGetSingleValue<DateOnly>(DicomTags.StudyDate, out var date) ? date : null,
            StudyTime = dataset.TryGetSingleValue<TimeOnly>(DicomTags.StudyTime, out var at) ? at : null,
            Description = Text.Fit(dataset.GetString(DicomTags.StudyDescription), 512),
            AccessionNumber = Text.Fit(dataset.GetString(DicomTags.AccessionNumber), 64),
            ReceivedAt = now,
        };
    }

    private static SeriesRow NewSeries(DicomHeader header, StudyRow study, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now),
        SiteId = study.SiteId,
        StudyKey = study.Id,
        SeriesInstanceUid = header.Series.Value,
        Modality = Text.Fit(header.File.Dataset.GetString(DicomTags.Modality), 16),
        Description = Text.Fit(header.File.Dataset.GetString(DicomTags.SeriesDescription), 512),
    };

    private static InstanceRow NewInstance(Actor actor, Upload upload, StudyRow study, SeriesRow series, DateTimeOffset now)
    {
        var header = upload.Header;
        var dataset = header.File.Dataset;
        var spacing = FilmReader.Spacing(dataset);
        var orientation = dataset.GetStrings(DicomTags.PatientOrientation) is [var row, var column] ? (row, column) : default;
        return new InstanceRow
        {
            Id = Guid.CreateVersion7(now),
            SiteId = study.SiteId,
            StudyKey = study.Id,
            SeriesKey = series.Id,
            SopInstanceUid = header.Instance.Value,
            SopClassUid = Text.Fit(dataset.GetString(DicomTags.SOPClassUID), 64) ?? "",
            TransferSyntaxUid = header.File.TransferSyntax.Uid,
            ContentHash = header.ContentHash,
            StorageKeyHash = upload.StorageKey,
            ByteLength = upload.ByteLength,
            Rows = header.Pixels.Rows,
            Columns = header.Pixels.Columns,
            Frames = header.Pixels.NumberOfFrames,
            RowSpacingMm = spacing?.RowMm,
            ColumnSpacingMm = spacing?.ColumnMm,
            SpacingSource = spacing?.Source,
            RowDirection = Text.Fit(orientation.row, 16),
            ColumnDirection = Text.Fit(orientation.column, 16),
            ViewPosition = Text.Fit(dataset.GetString(DicomTags.ViewPosition), 16),
            BurnedInAnnotation = string.Equals(dataset.GetString(DicomTags.BurnedInAnnotation), "YES", StringComparison.OrdinalIgnoreCase),
            ReceivedAt = now,
            ReceivedFromUserId = actor.UserId,
        };
    }
}
