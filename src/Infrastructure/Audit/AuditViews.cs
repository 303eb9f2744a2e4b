using Microsoft.EntityFrameworkCore;
using OxiPortal.Domain.Audit;
using OxiPortal.Domain.Imaging;
using OxiPortal.Domain.Sites;
using OxiPortal.Infrastructure.Persistence;

namespace OxiPortal.Infrastructure.Audit;

/// <summary>
/// Records who looks at what, before it is shown: once within five minutes for the same person or program, address and object, since a viewer asks for
/// one film many times and a list refreshes by itself.
/// </summary>
public sealed class AuditViews(AuditLog log, IDbContextFactory<PortalDb> contexts, TimeProvider time)
{
    private readonly AuditWindow<View> _window = new(time);

    /// <summary>A list of studies or decisions.</summary>
    /// <exception cref="AuditUnavailableException">It must not be shown.</exception>
    public Task ListAsync(Actor actor, string list, CancellationToken cancel) =>
        OnceAsync(actor, AuditAction.ListViewed, list, _ => Task.FromResult<AuditFact?>(new AuditFact(AuditAction.ListViewed) { Subject = list }), cancel);

    /// <summary>What is known of a study. Nothing is recorded of one that the actor's site has not: nothing can be shown.</summary>
    /// <exception cref="AuditUnavailableException">It must not be shown.</exception>
    public Task StudyAsync(Actor actor, StudyInstanceUid study, CancellationToken cancel) =>
        OnceAsync(actor, AuditAction.StudyViewed, study.Value, async db =>
            await db.Studies.AsNoTracking().SingleOrDefaultAsync(s => s.SiteId == actor.Site.Value && s.StudyInstanceUid == study.Value) is { } row
                ? new AuditFact(AuditAction.StudyViewed).About(row)
                : null, cancel);

    /// <summary>Pixels of a film, by a person's viewer or by a program.</summary>
    /// <exception cref="AuditUnavailableException">They must not be given.</exception>
    public Task PixelsAsync(Actor actor, SopInstanceUid instance, CancellationToken cancel) =>
        OnceAsync(actor, AuditAction.PixelsRead, instance.Value, async db =>
            await db.Instances.AsNoTracking().Where(i => i.SiteId == actor.Site.Value && i.SopInstanceUid == instance.Value).Select(i => i.Study).SingleOrDefaultAsync() is { } row
                ? new AuditFact(AuditAction.PixelsRead).About(row, instance.Value)
                : null, cancel);

    private Task OnceAsync(Actor actor, AuditAction action, string what, Func<PortalDb, Task<AuditFact?>> find, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(actor);
        // The first who asks may go away while others wait for the same entry: it is written all the same.
        return _window.OnceAsync(new View(actor.Site, actor.UserId, actor.Origin, action, what), () => RecordAsync(actor, find), cancel);
    }

    private async Task<bool> RecordAsync(Actor actor, Func<PortalDb, Task<AuditFact?>> find)
    {
        AuditFact? fact;
        try
        {
            await using var db = await contexts.CreateDbContextAsync();
            fact = await find(db);
        }
        catch (Exception e)
        {
            throw new AuditUnavailableException(e);
        }
        if (fact is not null)
            await log.RecordAsync(actor, fact, CancellationToken.None);
        return fact is not null;
    }

    private readonly record struct View(SiteId Site, Guid Who, string Origin, AuditAction Action, string What);
}
