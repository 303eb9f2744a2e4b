using Microsoft.EntityFrameworkCore;
using OxiPortal.Domain.Audit;
using OxiPortal.Domain.Sites;
using OxiPortal.Infrastructure.Audit;
using OxiPortal.Infrastructure.Persistence;
using OxiPortal.Infrastructure.Persistence.Rows;

namespace OxiPortal.Infrastructure.ServiceTokens;

/// <summary>A new token for a program at the administrator's site.</summary>
public sealed class IssueServiceToken(IDbContextFactory<PortalDb> contexts, AuditLog audit, TimeProvider time)
{
    public const int DefaultDays = 90;

    /// <summary>Two years.</summary>
    public const int MostDays = 730;

    public const int LongestName = 100;

    /// <param name="actor">Issues it.</param>
    /// <param name="name">Of the program, for people.</param>
    /// <param name="scopes">What the program may do, one or more.</param>
    /// <param name="days">Until it expires, 1 to <see cref="MostDays"/>.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <exception cref="AccessDeniedException">Not an administrator.</exception>
    public async Task<IssuedServiceToken> RunAsync(Actor actor, string name, IReadOnlySet<ServiceScope> scopes, int days, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(actor);
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(scopes);
        actor.MustBe(Role.Administrator);
        var problems = Problems(name.Trim(), scopes, days).ToList();
        if (problems.Count > 0)
            return new IssuedServiceToken(null, null, problems);
        var token = ServiceTokenText.New();
        var id = await Conflicts.RetryAsync(contexts, async db =>
        {
            var row = Row(actor, name.Trim(), scopes, days, token);
            db.ServiceTokens.Add(row);
            await audit.AppendAsync(db, actor, new AuditFact(AuditAction.TokenIssued) { Subject = $"{row.Id} {row.Name}", Detail = $"{row.Scopes}; {days} days" }, cancel);
            await db.SaveChangesAsync(cancel);
            return row.Id;
        }, cancel);
        return new IssuedServiceToken(id, token, []);
    }

    private ServiceTokenRow Row(Actor actor, string name, IReadOnlySet<ServiceScope> scopes, int days, string token)
    {
        var now = time.GetUtcNow();
        return new ServiceTokenRow
        {
            Id = Guid.CreateVersion7(now),
            SiteId = actor.Site.Value,
            Name = name,
            Scopes = StoredScopes.Write(scopes),
            TokenHash = ServiceTokenText.Hash(token),
            TokenStart = ServiceTokenText.Start(token),
            CreatedAt = now,
            CreatedByUserId = actor.UserId,
            CreatedBy = actor.DisplayName,
            ExpiresAt = now.AddDays(days),
        };
    }

    private static IEnumerable<string> Problems(string name, IReadOnlySet<ServiceScope> scopes, int days)
    {
        if (name.Length == 0)
            yield return "The name is missing.";
        if (name.Length > LongestName)
            yield return $"The name has more than {LongestName} characters.";
        if (scopes.Count == 0)
            yield return "Choose at least one scope.";
        if (days is < 1 or > MostDays)
            yield return $"A token is valid for 1 to {MostDays} days.";
    }
}
