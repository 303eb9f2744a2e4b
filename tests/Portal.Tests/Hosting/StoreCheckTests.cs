using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using OxiPortal.Domain.Imaging;
using OxiPortal.Infrastructure.InstanceStore;
using OxiPortal.Portal.Hosting.Health;

namespace OxiPortal.Portal.Tests.Hosting;

public sealed class StoreCheckTests
{
    [Fact]
    public async Task GivenAFullStore_ThenReadersStillGetIn_AndOneThatIsAwayIsUnready()
    {
        Assert.Equal(HealthStatus.Degraded, await AskAsync(new Store { Trouble = new StoreFullException("Full.") }));
        Assert.Equal(HealthStatus.Unhealthy, await AskAsync(new Store { Trouble = new StoreAwayException("Away.") }));
        Assert.Equal(HealthStatus.Healthy, await AskAsync(new Store()));
    }

    [Fact]
    public async Task GivenManyWhoAsk_ThenTheStoreIsLookedAtOnceInHalfAMinute()
    {
        var (store, time) = (new Store(), new FakeTimeProvider());
        var check = Check(store, time);

        for (var second = 0; second < 59; second++)
        {
            await check.CheckHealthAsync(new HealthCheckContext(), TestContext.Current.CancellationToken);
            time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(2, store.Looks);
    }

    private static async Task<HealthStatus> AskAsync(Store store) =>
        (await Check(store, new FakeTimeProvider()).CheckHealthAsync(new HealthCheckContext(), TestContext.Current.CancellationToken)).Status;

    private static StoreCheck Check(Store store, TimeProvider time) => new(
        store, new StoragePaths(Options.Create(new StorageOptions { Folder = Path.GetTempPath() })), Options.Create(new HealthOptions { FreeSpaceMiB = 0 }), time);

    /// <summary>Only looked at.</summary>
    private sealed class Store : IInstanceStore
    {
        public Exception? Trouble { get; init; }
        public int Looks { get; private set; }

        public Task LookAsync(CancellationToken cancel)
        {
            Looks++;
            return Trouble is { } e ? Task.FromException(e) : Task.CompletedTask;
        }

        public Task CheckAsync(CancellationToken cancel) => throw new NotSupportedException();
        public Task<string> KeepAsync(Stream content, CancellationToken cancel) => throw new NotSupportedException();
        public Task<Stream> OpenAsync(string key, CancellationToken cancel) => throw new NotSupportedException();
        public Task<bool?> VerifyAsync(string key, CancellationToken cancel) => throw new NotSupportedException();
        public IAsyncEnumerable<KeptInstance> ListAsync(CancellationToken cancel) => throw new NotSupportedException();
    }
}
