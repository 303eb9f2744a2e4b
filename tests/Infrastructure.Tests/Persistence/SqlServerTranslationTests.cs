using Microsoft.EntityFrameworkCore;
using OxiPortal.Infrastructure.Tests.Support;

namespace OxiPortal.Infrastructure.Tests.Persistence;

/// <summary>That <see cref="SqlServerTranslation"/>, which watches every test's queries, notices what it should.</summary>
public class SqlServerTranslationTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task GivenAQueryThatOnlySqliteUnderstands_ThenTheTestThatAskedItFails()
    {
        await using var portal = await TestPortal.StartAsync("Sqlite");
        await using var db = portal.Db();

        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => db.Studies.Where(s => EF.Functions.Glob(s.StudyInstanceUid, "1.*")).ToListAsync(Cancel));

        Assert.Contains("could not be translated", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GivenAQuery_ThenItsTransactSqlIsNoted()
    {
        await using var portal = await TestPortal.StartAsync("Sqlite");
        await using var db = portal.Db();
        var some = new List<string> { "a", "b" };

        await db.Studies.Where(s => some.Contains(s.StudyInstanceUid)).OrderBy(s => s.AccessionNumber).Skip(3).Take(7).ToListAsync(Cancel);

        Assert.Contains(SqlServerTranslation.Instance.Statements.Keys, s =>
            s.Contains("[StudyInstanceUid] IN (", StringComparison.Ordinal) && s.Contains("ORDER BY [s].[AccessionNumber]", StringComparison.Ordinal) && s.Contains("OFFSET @", StringComparison.Ordinal));
    }
}
