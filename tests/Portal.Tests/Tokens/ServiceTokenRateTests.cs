using System.Net;
using OxiPortal.Infrastructure.ServiceTokens;
using OxiPortal.Portal.Hosting;
using OxiPortal.Portal.Tests.Support;

namespace OxiPortal.Portal.Tests.Tokens;

public sealed class ServiceTokenRateTests
{
    [Fact]
    public async Task GivenManyInvalidTokensFromOneAddress_WhenTheLimitIsReached_ThenTheNextIsToldToWait_AndAProgramAtWorkGoesOn()
    {
        await using var portal = await TokenPortal.StartAsync("--Portal:ServiceTokenFailuresPerMinute=2");
        var (_, atWork) = await portal.IssueAsync();
        var (_, notYetSeen) = await portal.IssueAsync();
        (await ServiceTokenTests.CallAsync(portal, atWork)).Dispose();
        List<HttpStatusCode> guesses = [];
        for (var attempt = 0; attempt < 2; attempt++)
        {
            using var guess = await ServiceTokenTests.CallAsync(portal, ServiceTokenText.New());
            guesses.Add(guess.StatusCode);
        }

        using var third = await ServiceTokenTests.CallAsync(portal, ServiceTokenText.New());
        using var lucky = await ServiceTokenTests.CallAsync(portal, notYetSeen);
        using var working = await ServiceTokenTests.CallAsync(portal, atWork);

        Assert.Equal([HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized], guesses);
        await ServiceTokenTests.RefusedAsync(third, HttpStatusCode.TooManyRequests, "Wait a minute");
        Assert.Equal(TimeSpan.FromSeconds(60), third.Headers.RetryAfter?.Delta);
        // A guess is not even looked up, right or wrong.
        Assert.Equal(HttpStatusCode.TooManyRequests, lucky.StatusCode);
        Assert.Equal(HttpStatusCode.OK, working.StatusCode);
    }

    [Fact]
    public async Task GivenATokenThatAsksWithoutEnd_WhenItsMinuteIsSpent_ThenItIsToldToWaitASecond_AndAnotherTokenGoesOn()
    {
        await using var portal = await TokenPortal.StartAsync("--Portal:ServiceRequestsPerMinute=60");
        var (_, eager) = await portal.IssueAsync();
        var (_, calm) = await portal.IssueAsync();
        HttpResponseMessage answer;
        var served = 0;
        // Each second gives one request back: the loop ends as long as a call takes less.
        while ((answer = await ServiceTokenTests.CallAsync(portal, eager)).StatusCode == HttpStatusCode.OK && served++ < 1000)
            answer.Dispose();
        using var last = answer;
        using var other = await ServiceTokenTests.CallAsync(portal, calm);

        Assert.InRange(served, 60, 999);
        await ServiceTokenTests.RefusedAsync(last, HttpStatusCode.TooManyRequests, "Wait a second");
        Assert.Equal(TimeSpan.FromSeconds(1), last.Headers.RetryAfter?.Delta);
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
    }

    [Theory]
    [InlineData("Portal:ServiceTokenFailuresPerMinute", "0")]
    [InlineData("Portal:ServiceRequestsPerMinute", "59")]
    [InlineData("Portal:ServiceRequestsPerMinute", "1000001")]
    public void GivenALimitThatCannotBe_WhenStarted_ThenItsKeyIsNamed(string key, string value)
    {
        var refusal = Assert.Throws<PortalConfigurationException>(() => PortalHost.Build(
            new PortalStart(false, Path.GetTempPath(), "http://127.0.0.1:0", [$"--{key}={value}"]), PortalFixture.WithoutWorker));

        Assert.Contains(key, refusal.Message, StringComparison.Ordinal);
    }
}
