using Microsoft.EntityFrameworkCore;
using OxiPortal.Domain.Sites;
using OxiPortal.Infrastructure.Persistence;

namespace OxiPortal.Infrastructure.Administration;

/// <summary>How many films <see cref="AnalyseOutdated"/> would put into the queue.</summary>
public sealed class CountOutdated(IDbContextFactory<PortalDb> contexts)
{
    /// <exception cref="AccessDeniedException">Not an administrator.</exception>
    public async Task<int> RunAsync(Actor actor, ModelsInForce models, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(actor);
        ArgumentNullException.ThrowIfNull(models);
        actor.MustBe(Role.Administrator);
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await models.OutdatedAndUnread(db, actor.Site.Value).CountAsync(cancel);
    }
}
