using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using OxiPortal.Domain.Audit;
using OxiPortal.Domain.Imaging;
using OxiPortal.Domain.Reading;
using OxiPortal.Domain.Sites;
using OxiPortal.Infrastructure.Audit;
using OxiPortal.Infrastructure.Persistence;
using OxiPortal.Infrastructure.Persistence.Rows;

namespace OxiPortal.Infrastructure.Reading;

/// <summary>What every change to a read has in common: who may, whether it is still a draft, and whether it is what the reader saw.</summary>
public sealed class DraftReads(IDbContextFactory<PortalDb> contexts, AuditLog audit, TimeProvider time)
{
    public const int MaxCommentLength = 2000;
    private const int MaxDisplayedLength = 32_000;

    /// <summary>
    /// A lost race is no answer: everything is begun anew from what is there now. Where another window changed the read, that shows then as another
    /// version; where only somebody else's act was recorded in between, the change is made.
    /// </summary>
    /// <param name="change">Gives the new verdict, or the sentence why there is none. May run several times.</param>
    internal Task<ReadOutcome> ChangeAsync(
        Actor actor, StudyInstanceUid study, int readVersion, Func<PortalDb, StudyRow, ReadRow, Task<Change>> change, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(actor);
        actor.MustBe(Role.Radiologist);
        return Conflicts.RetryAsync(contexts, db => ChangeAsync(db, actor, study, readVersion, change, cancel), cancel);
    }

    private async Task<ReadOutcome> ChangeAsync(
        PortalDb db, Actor actor, StudyInstanceUid study, int readVersion, Func<PortalDb, StudyRow, ReadRow, Task<Change>> change, CancellationToken cancel)
    {
        var studyRow = await db.Studies.SingleOrDefaultAsync(
            s => s.SiteId == actor.Site.Value && s.StudyInstanceUid == study.Value, cancel);
        if (studyRow is null)
            return new ReadOutcome.Invalid("There is no such study.");
        var read = await FindAsync(db, actor, studyRow.Id, cancel);
        if (read?.State == ReadState.Submitted)
            return new ReadOutcome.Locked(StoredVerdict.View(read));
        if ((read?.Version ?? 0) != readVersion)
            return new ReadOutcome.ChangedElsewhere(StoredVerdict.View(read));

        if (read is null)
        {
            read = New(actor, studyRow);
            db.Reads.Add(read);
            // Collides with an analysis that is just completed: of the two one comes first, and the other sees it.
            db.Entry(studyRow).Property(s => s.Version).IsModified = true;
        }
        else
            db.Entry(read).Property(r => r.Version).IsModified = true;

        var made = await change(db, studyRow, read);
        if (made.Problem is not null)
            return new ReadOutcome.Invalid(made.Problem);
        if (made.Fact is { } fact)
            await audit.AppendAsync(db, actor, fact.About(studyRow, fact.SopInstanceUid), cancel);
        await db.SaveChangesAsync(cancel);
        return new ReadOutcome.Saved(StoredVerdict.View(read), made.Verdict is null ? null : StoredVerdict.Verdict(made.Verdict));
    }

    /// <summary>A verdict of the read, numbered and signed; the caller says about what.</summary>
    internal VerdictRow NewVerdict(Actor actor, ReadRow read, string trackingUid, VerdictKind kind) => new()
    {
        Id = Guid.CreateVersion7(time.GetUtcNow()),
        SiteId = read.SiteId,
        ReadKey = read.Id,
        Number = read.Verdicts.Select(v => v.Number).DefaultIfEmpty().Max() + 1,
        TrackingUid = trackingUid,
        Kind = kind,
        GivenByUserId = actor.UserId,
        GivenBy = actor.DisplayName,
        GivenAt = time.GetUtcNow(),
    };

    /// <summary>Why the free texts cannot be kept; null: they can.</summary>
    internal static string? ProblemOf(string? comment, string displayed)
    {
        if (comment?.Length > MaxCommentLength)
            return $"The comment has {comment.Length} characters; at most {MaxCommentLength} are kept.";
        if (displayed is not { Length: <= MaxDisplayedLength })
            return "What was displayed is missing or too long to be kept.";
        try
        {
            JsonDocument.Parse(displayed).Dispose();
            return null;
        }
        catch (JsonException)
        {
            return "What was displayed is not JSON.";
        }
    }

    private static Task<ReadRow?> FindAsync(PortalDb db, Actor actor, Guid studyKey, CancellationToken cancel) => db.Reads
        .Include(r => r.Verdicts)
        .SingleOrDefaultAsync(r => r.SiteId == actor.Site.Value && r.StudyKey == studyKey && r.ReaderId == actor.UserId, cancel);

    private ReadRow New(Actor actor, StudyRow study)
    {
        var now = time.GetUtcNow();
        return new ReadRow
        {
            Id = Guid.CreateVersion7(now),
            SiteId = study.SiteId,
            StudyKey = study.Id,
            ReaderId = actor.UserId,
            ReaderName = actor.DisplayName,
            State = ReadState.Draft,
            CreatedAt = now,
            Version = 1,
        };
    }

    /// <summary>What is recorded of a verdict: which, of what kind, about which film. Not its comment.</summary>
    internal static AuditFact Fact(AuditAction action, VerdictRow verdict) =>
        new(action) { SopInstanceUid = verdict.SopInstanceUid, Subject = verdict.Id.ToString(), Detail = $"{verdict.Kind} {verdict.TrackingUid}" };

    /// <summary>A change made, or why not.</summary>
    /// <param name="Fact">To be recorded, about the study; null: nothing new was said.</param>
    internal readonly record struct Change(VerdictRow? Verdict, string? Problem, AuditFact? Fact)
    {
        public static Change Refuse(string problem) => new(null, problem, null);
    }
}
