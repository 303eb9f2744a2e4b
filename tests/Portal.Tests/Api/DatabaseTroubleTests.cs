using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using OxiPortal.Portal.Api;

namespace OxiPortal.Portal.Tests.Api;

/// <summary>What a request is told that fails because the database cannot keep anything.</summary>
public sealed class DatabaseTroubleTests
{
    private const int Busy = 5;
    private const int Full = 13;
    private const int Constraint = 19;

    [Theory]
    [InlineData("/api/exports", Busy, "another program holds its database", "application/problem+json")]
    [InlineData("/api/exports", Full, "its disk is full", "application/problem+json")]
    [InlineData("/worklist", Busy, "another program holds its database", "text/plain")]
    public async Task ADatabaseThatIsHeldOrFull_IsSaidBy503_ToProgramsAsProblemToPeopleAsSentence(string path, int code, string said, string type)
    {
        var context = Request(path);

        Assert.True(await HandleAsync(context, new DbUpdateException("not saved", new SqliteException("as SQLite says it", code))));

        Assert.Equal(503, context.Response.StatusCode);
        Assert.Equal(type, context.Response.ContentType);
        Assert.False(string.IsNullOrEmpty(context.Response.Headers.RetryAfter));
        context.Response.Body.Position = 0;
        Assert.Contains(said, await new StreamReader(context.Response.Body).ReadToEndAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AFaultOfTheProgram_IsNotPassedOffAsTheDatabases()
    {
        Assert.False(await HandleAsync(Request("/api/exports"), new DbUpdateException("not saved", new SqliteException("a constraint", Constraint))));
        Assert.False(await HandleAsync(Request("/api/exports"), new InvalidOperationException("anything else")));
    }

    private static ValueTask<bool> HandleAsync(HttpContext context, Exception failure) =>
        new DatabaseTroubleHandler(NullLogger<DatabaseTroubleHandler>.Instance).TryHandleAsync(context, failure, TestContext.Current.CancellationToken);

    private static DefaultHttpContext Request(string path) => new()
    {
        RequestServices = new ServiceCollection().AddLogging().AddProblemDetails().BuildServiceProvider(),
        Request = { Path = path },
        Response = { Body = new MemoryStream() },
    };
}
