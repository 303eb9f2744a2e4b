using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;
using OxiPortal.Infrastructure.Persistence;

namespace OxiPortal.Infrastructure.Tests.Support;

/// <summary>
/// Commits, and then says that the connection broke: what a network does between a database and its client. With it comes a strategy that tries
/// again, as SQL Server's does.
/// </summary>
public sealed class LostAnswers : DbTransactionInterceptor, ISaveChangesInterceptor
{
    private int _lose;

    /// <summary>Commits whose answers were lost so far.</summary>
    public int Lost { get; private set; }

    /// <summary>The next commit's answer is lost.</summary>
    public void LoseNext() => _lose = 1;

    public void Into(IServiceCollection services) => services.ConfigureDbContext<PortalDb>(builder => builder
        .AddInterceptors(this)
        .UseSqlite(sqlite => sqlite.ExecutionStrategy(dependencies => new AgainOnLostAnswer(dependencies))));

    // A single statement is its own transaction otherwise, which nobody is told of.
    ValueTask<InterceptionResult<int>> ISaveChangesInterceptor.SavingChangesAsync(DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken)
    {
        eventData.Context!.Database.AutoTransactionBehavior = AutoTransactionBehavior.Always;
        return new(result);
    }

    public override Task TransactionCommittedAsync(DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        if (Interlocked.Exchange(ref _lose, 0) == 0)
            return Task.CompletedTask;
        Lost++;
        throw new LostAnswerException();
    }

    private sealed class LostAnswerException() : DbException("The connection was broken after the commit was sent.");

    private sealed class AgainOnLostAnswer(ExecutionStrategyDependencies dependencies) : ExecutionStrategy(dependencies, maxRetryCount: 3, TimeSpan.Zero)
    {
        protected override bool ShouldRetryOn(Exception exception) => exception is LostAnswerException;
    }
}
