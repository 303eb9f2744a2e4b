using Microsoft.Extensions.Options;
using OxiPortal.Infrastructure.Tests.Support;

namespace OxiPortal.Infrastructure.Tests.Persistence;

public class OptionsTests
{
    [Theory]
    [InlineData("Database:MaxBatchSize", "0")]
    [InlineData("Database:BusySeconds", "0")]
    [InlineData("Database:BusySeconds", "601")]
    [InlineData("Queue:Provider", "Rabbit")]
    [InlineData("Queue:Attempts", "0")]
    [InlineData("Queue:LeaseSeconds", "0")]
    [InlineData("Queue:PollSeconds", "0")]
    [InlineData("Queue:RetryDelaySeconds", "-1")]
    [InlineData("Intake:MaxFileBytes", "0")]
    [InlineData("Intake:MaxFileBytes", "3000000000")]
    public async Task GivenAWrongValue_ThenItIsRefusedByItsKey(string key, string value)
    {
        var refused = await Assert.ThrowsAsync<OptionsValidationException>(async () =>
        {
            await using var portal = await TestPortal.StartAsync("Sqlite", (key, value));
            await portal.UploadAsync(new TestFilm().ToBytes());
            _ = portal.Get<IOptions<Infrastructure.Queue.QueueOptions>>().Value;
        });

        Assert.Contains(key, refused.Message, StringComparison.Ordinal);
    }
}
