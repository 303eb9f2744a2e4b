using OxiPortal.Infrastructure.Audit;

namespace OxiPortal.Infrastructure.Tests.Audit;

public sealed class AuditWindowTests
{
    [Fact]
    public async Task GivenAClockThatIsSetBack_ThenALookIsRecordedAgainAfterFiveMinutesAllTheSame()
    {
        var clock = new Clock();
        var window = new AuditWindow<string>(clock);
        var recorded = 0;
        await LookAsync();
        clock.Wall -= TimeSpan.FromHours(3);
        clock.Ran += AuditWindow<string>.Length - TimeSpan.FromTicks(1);
        await LookAsync();
        Assert.Equal(1, recorded);

        clock.Ran += TimeSpan.FromTicks(1);
        await LookAsync();

        Assert.Equal(2, recorded);

        Task LookAsync() => window.OnceAsync("film", () => Task.FromResult(++recorded > 0), TestContext.Current.CancellationToken);
    }

    private sealed class Clock : TimeProvider
    {
        public DateTimeOffset Wall { get; set; } = new(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);

        public TimeSpan Ran { get; set; } = TimeSpan.FromHours(1);

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override DateTimeOffset GetUtcNow() => Wall;

        public override long GetTimestamp() => Ran.Ticks;
    }
}
