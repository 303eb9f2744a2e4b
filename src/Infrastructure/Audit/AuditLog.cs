using Microsoft.EntityFrameworkCore;
using OxiPortal.Domain.Sites;
using OxiPortal.Infrastructure.Persistence;
using OxiPortal.Infrastructure.Persistence.Rows;

namespace OxiPortal.Infrastructure.Audit;

/// <summary>Appends to the audit record: each site's entries are a chain of keyed hashes, moved on under the version of the site's head row.</summary>
public sealed class AuditLog(AuditKeyFile keys, IDbContextFactory<PortalDb> contexts, TimeProvider time)
{
    /// <summary>
    /// Adds an entry to what the context is about to save, so that change and entry are kept together or not at all. Not saved here. Whoever saves
    /// must begin anew from a fresh context where the race for the chain's end is lost: <see cref="Conflicts.RetryAsync"/> does.
    /// </summary>
    /// <param name="db">The context of the change.</param>
    /// <param name="actor">Who, from where, at which site.</param>
    /// <param name="fact">What.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <exception cref="InvalidOperationException">The key is missing or is not the record's.</exception>
    public async Task AppendAsync(PortalDb db, Actor actor, AuditFact fact, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(actor);
        ArgumentNullException.ThrowIfNull(fact);
        var key = await keys.OpenAsync(cancel);
        // Found in the context where the same change has appended before: its entries follow each other.
        var head = await db.AuditHeads.FindAsync([actor.Site.Value], cancel);
        if (head is null)
            db.AuditHeads.Add(head = new AuditHeadRow { SiteId = actor.Site.Value, LastHash = AuditKey.Start });
        var entry = new AuditEntryRow
        {
            SiteId = head.SiteId,
            Sequence = head.LastSequence + 1,
            At = time.GetUtcNow(),
            Action = fact.Action,
            ActorId = actor.UserId == Guid.Empty ? null : actor.UserId,
            ActorName = Fit(actor.DisplayName, 200) ?? "",
            Origin = Fit(actor.Origin, 64) ?? "",
            PatientKey = fact.PatientKey,
            StudyInstanceUid = fact.StudyInstanceUid,
            SopInstanceUid = fact.SopInstanceUid,
            Subject = Fit(fact.Subject, 400),
            Detail = Fit(fact.Detail, 1000),
            PreviousHash = head.LastHash,
        };
        entry.EntryHash = key.HashOf(StoredEntry.Of(entry));
        db.AuditEntries.Add(entry);
        (head.LastSequence, head.LastHash) = (entry.Sequence, entry.EntryHash);
    }

    /// <summary>Puts something on record that changes nothing else, before it is done.</summary>
    /// <exception cref="AuditUnavailableException">It could not be recorded: it must not be done.</exception>
    public async Task RecordAsync(Actor actor, AuditFact fact, CancellationToken cancel)
    {
        try
        {
            await Conflicts.RetryAsync(contexts, async db =>
            {
                await AppendAsync(db, actor, fact, cancel);
                return await db.SaveChangesAsync(cancel);
            }, cancel);
        }
        catch (Exception e) when (e is not OperationCanceledException and not ArgumentNullException)
        {
            throw new AuditUnavailableException(e);
        }
    }

    // The columns' own lengths: what is longer would be refused, and the change with it.
    private static string? Fit(string? text, int length) => text is null || text.Length <= length ? text : text[..length];
}
