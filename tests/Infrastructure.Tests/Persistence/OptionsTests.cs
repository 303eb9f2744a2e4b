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
    [InlineData("Intake:MaxDepth", "25")]
    [InlineData("Intake:MaxElements", "500001")]
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
    [Theory]
    [InlineData("Storage:Provider", "Tape")]
    [InlineData("Storage:S3:Bucket", "")]
    [InlineData("Storage:S3:Bucket", "Films")]
    [InlineData("Storage:S3:Bucket", "films/other")]
    [InlineData("Storage:S3:Region", "")]
    [InlineData("Storage:S3:Region", "eu central")]
    [InlineData("Storage:S3:Endpoint", "films.example")]
    [InlineData("Storage:S3:Endpoint", "ftp://films.example")]
    [InlineData("Storage:S3:Endpoint", "https://me:hunter2@films.example")]
    [InlineData("Storage:S3:Endpoint", "https://films.example/bucket")]
    [InlineData("Storage:S3:Endpoint", "http://films.example")]
    [InlineData("Storage:S3:Prefix", "/films/")]
    [InlineData("Storage:S3:Prefix", "films")]
    [InlineData("Storage:S3:Prefix", "../")]
    [InlineData("Storage:S3:AccessKeyFile", "/nowhere/key")]
    [InlineData("Storage:S3:SecretKeyFile", "/nowhere/key")]
    [InlineData("Storage:S3:CacheBytes", "-1")]
    [InlineData("Storage:S3:TimeoutSeconds", "0")]
    public async Task GivenAWrongValueOfAStore_ThenThePortalDoesNotStartAndNamesTheKey(string key, string value)
    {
        var settings = new Dictionary<string, string> { ["Storage:Provider"] = "S3", ["Storage:S3:Bucket"] = "films", ["Storage:S3:Region"] = "eu-central-1", [key] = value };

        var refused = await Assert.ThrowsAsync<OptionsValidationException>(() => TestPortal.StartAsync("Sqlite", [.. settings.Select(s => (s.Key, s.Value))]));

        Assert.Contains(key, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", refused.Message, StringComparison.Ordinal);
    }
}
