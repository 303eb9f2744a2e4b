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
        await using var updates = new LiveUpdates(time, () => Release(calls), signals.Events);

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
        var updates = new LiveUpdates(TimeProvider.System, () =>
        {
            called = true;
            return Task.CompletedTask;
        }, signals.Events);
        await updates.DisposeAsync();

        signals.Events.Wake();

        Assert.False(called);
    }

    [Fact]
    public async Task GivenSeveralSignals_WhenEitherWakes_ThenItIsTold()
    {
        var signals = new QueueSignals();
        var time = new FakeTimeProvider();
        var calls = new SemaphoreSlim(0);
        await using var updates = new LiveUpdates(time, () => Release(calls), signals.Work, signals.Events);

        foreach (var signal in new[] { signals.Work, signals.Events })
        {
            signal.Wake();
            await AdvanceUntilAsync(time, calls, atMost: TimeSpan.FromSeconds(10));
        }
    }

    [Fact]
    public async Task GivenNoSignal_WhenHalfAMinuteHasPassed_ThenItLooksForWhatOtherProcessesWrote()
    {
        var time = new FakeTimeProvider();
        var calls = new SemaphoreSlim(0);
        await using var updates = new LiveUpdates(time, () => Release(calls), new QueueSignals().Events);

        await AdvanceUntilAsync(time, calls);
    }

    private static Task Release(SemaphoreSlim calls)
    {
        calls.Release();
        return Task.CompletedTask;
    }

    // The loop asks for its pause on a thread of its own: the clock is moved until it has.
    private static async Task AdvanceUntilAsync(FakeTimeProvider time, SemaphoreSlim calls, TimeSpan? atMost = null)
    {
        var limit = time.GetUtcNow() + (atMost ?? TimeSpan.FromMinutes(1));
        while (!await calls.WaitAsync(TimeSpan.FromMilliseconds(50), TestContext.Current.CancellationToken))
        {
            Assert.True(time.GetUtcNow() < limit, "Nobody was called.");
            time.Advance(TimeSpan.FromSeconds(1));
        }
    }
}
