using OxiPortal.Inference.Remote;

namespace OxiPortal.Inference.Tests.Remote;

public class RetryPausesTests
{
    [Fact]
    public void GivenFailuresInARow_ThenThePauseDoublesUpToTheLongestAndJitters()
    {
        var pauses = new RetryPauses(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(20), seed: 7);

        for (var failures = 1; failures < 100; failures++)
        {
            var whole = Math.Min(20, Math.Pow(2, failures - 1));
            Assert.InRange(pauses.After(failures).TotalSeconds, whole / 2, whole);
        }
        Assert.NotEqual(pauses.After(5), pauses.After(5));
    }
}
