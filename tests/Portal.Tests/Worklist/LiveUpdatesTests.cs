using Microsoft.Extensions.Time.Testing;
using OxiPortal.Infrastructure.Queue;
using OxiPortal.Portal.Worklist;

namespace OxiPortal.Portal.Tests.Worklist;

public sealed class LiveUpdatesTests
{
    [Fact]
    public async Task GivenManyEventsAtOnce_WhenWatched_ThenOneCallTellsOfAll()
    {
        var signals = new QueueSignals();
        var time = new FakeTimeProvider();
        var calls = new SemaphoreSlim(0);
        await using var updates = new LiveUpdates(signals, time, () =>
        {
            calls.Release();
            return Task.CompletedTask;
        });

        for (var i = 0; i < 20; i++)
            signals.Events.Wake();
        await AdvanceUntilAsync(time, calls);

        Assert.Equal(0, calls.CurrentCount);
        signals.Events.Wake();
        await AdvanceUntilAsync(time, calls);
    }

    [Fact]
    public async Task GivenADisposedSubscription_WhenEventsHappen_ThenNobodyIsCalled()
    {
        var signals = new QueueSignals();
        var called = false;
        var updates = new LiveUpdates(signals, TimeProvider.System, () =>
        {
            called = true;
            return Task.CompletedTask;
        });
        await updates.DisposeAsync();

        signals.Events.Wake();

        Assert.False(called);
    }

    // The loop asks for its pause on a thread of its own: the clock is moved until it has.
    private static async Task AdvanceUntilAsync(FakeTimeProvider time, SemaphoreSlim calls)
    {
        while (!await calls.WaitAsync(TimeSpan.FromMilliseconds(5), TestContext.Current.CancellationToken))
            time.Advance(TimeSpan.FromSeconds(1));
    }
}
