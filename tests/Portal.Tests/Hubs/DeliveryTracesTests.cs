using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using OxiPortal.Domain.Detection;
using OxiPortal.Domain.Imaging;
using OxiPortal.Domain.Observability;
using OxiPortal.Domain.Sites;
using OxiPortal.Infrastructure.Persistence;
using OxiPortal.Infrastructure.Queue;
using OxiPortal.Portal.Hubs;
using OxiPortal.Portal.Observability;
using OxiPortal.Portal.Tests.Tokens;

namespace OxiPortal.Portal.Tests.Hubs;

public sealed class DeliveryTracesTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task GivenADatabaseThatIsLocked_WhenEventsAreDelivered_ThenNoWatcherLearnsOfItAndTheLogDoesOnce()
    {
        using var listener = new ActivityListener { ShouldListenTo = source => source.Name == Telemetry.Hub };
        ActivitySource.AddActivityListener(listener);
        using var log = new KeptLog();
        using var loggers = LoggerFactory.Create(logging => logging.AddProvider(log));
        using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var locked = new Locked();
        using var queue = new QueueWatch(new ReadQueueState(locked, TimeProvider.System), TimeProvider.System, NullLogger<QueueWatch>.Instance);
        var traces = new DeliveryTraces(
            new FindTracedAnalysis(locked), new PortalMeter(services.GetRequiredService<IMeterFactory>(), queue), TimeProvider.System, loggers.CreateLogger<DeliveryTraces>());
        var end = new RecordedAnalysisEvent(
            5, AnalysisId.New(TimeProvider.System), 1, SopInstanceUid.Parse("1.2.4"), TimeProvider.System.GetUtcNow(), new AnalysisEvent.Completed([], 0.1, null, []));

        for (var watcher = 0; watcher < 3; watcher++)
            await traces.DeliveredAsync(SiteId.Default, StudyInstanceUid.Parse("1.2.3"), end, new Dictionary<AnalysisId, TracedAnalysis?>(), Cancel);

        Assert.Equal(3, locked.Asked);
        Assert.Contains("cannot be traced", Assert.Single(log.Lines), StringComparison.Ordinal);
    }

    private sealed class Locked : IDbContextFactory<PortalDb>
    {
        public int Asked { get; private set; }

        public PortalDb CreateDbContext()
        {
            Asked++;
            throw new IOException("The database is locked.");
        }
    }
}
