using Microsoft.Extensions.Time.Testing;
using OxiPortal.Portal.Observability;

namespace OxiPortal.Portal.Tests.Observability;

public sealed class GlanceTests
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(1);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task GivenManyWhoAsk_WhenTheAnswerIsFresh_ThenItIsLookedForOnce()
    {
        var time = new FakeTimeProvider();
        var looks = 0;
        var glance = new Glance<int>(_ => Task.FromResult(Interlocked.Increment(ref looks)), TimeSpan.FromSeconds(2), time);

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => glance.AskAsync(Long, Cancel)));
        time.Advance(TimeSpan.FromSeconds(2));
        var later = await glance.AskAsync(Long, Cancel);

        Assert.All(answers, a => Assert.Equal(1, a));
        Assert.Equal((2, 2), (later, glance.Latest));
    }

    [Fact]
    public async Task GivenALookThatHangs_WhenItIsAskedForAgainAndAgain_ThenItIsOneLookAndWhoAsksLateIsToldAtOnce()
    {
        var time = new FakeTimeProvider();
        var hanging = new TaskCompletionSource<int>();
        var looks = 0;
        var glance = new Glance<int>(_ =>
        {
            looks++;
            return hanging.Task;
        }, TimeSpan.FromSeconds(2), time);

        await Assert.ThrowsAsync<TimeoutException>(() => glance.AskAsync(TimeSpan.FromMilliseconds(20), Cancel));
        time.Advance(Long * 2);
        var late = glance.AskAsync(Long, Cancel);

        Assert.True(late.IsFaulted);
        await Assert.ThrowsAsync<TimeoutException>(() => late);
        Assert.Equal(1, looks);

        hanging.SetResult(7);
        Assert.Equal(7, await hanging.Task);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(60, 2)]
    public async Task GivenALookThatFails_WhenItIsTimeForAnother_ThenItIsTriedAgainAfterTwoSecondsAtMost(int fresh, int again)
    {
        var time = new FakeTimeProvider();
        var looks = 0;
        var glance = new Glance<int>(_ => ++looks == 1 ? throw new IOException() : Task.FromResult(looks), TimeSpan.FromSeconds(fresh), time);

        await Assert.ThrowsAsync<IOException>(() => glance.AskAsync(Long, Cancel));
        time.Advance(TimeSpan.FromSeconds(again) - TimeSpan.FromMilliseconds(1));
        await Assert.ThrowsAsync<IOException>(() => glance.AskAsync(Long, Cancel));
        time.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Equal(2, await glance.AskAsync(Long, Cancel));
    }
}
