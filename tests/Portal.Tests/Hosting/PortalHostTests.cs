using OxiPortal.Portal.Hosting;
using OxiPortal.Portal.Tests.Support;

namespace OxiPortal.Portal.Tests.Hosting;

public sealed class PortalHostTests
{
    [Theory]
    [InlineData("Portal:SignInAttemptsPerMinute", "0")]
    [InlineData("Portal:SignInAttemptsPerMinute", "many")]
    [InlineData("Portal:SignedInMinutes", "1")]
    [InlineData("Portal:LargestUploadMiB", "0")]
    [InlineData("Portal:MostDemoStudies", "0")]
    [InlineData("Portal:MostFilesInUpload", "-1")]
    [InlineData("Portal:AllowPlainHttp", "perhaps")]
    [InlineData("Inference:Embedded", "perhaps")]
    [InlineData("Metrics:Prometheus", "perhaps")]
    [InlineData("Logging:Console:FormatterOptions:IncludeScopes", "true")]
    [InlineData("Logging:Console:IncludeScopes", "True")]
    [InlineData("Logging:Microsoft.Extensions.Logging.Console.ConsoleLoggerProvider:FormatterOptions:IncludeScopes", "true")]
    public void GivenAWrongSetting_WhenThePortalIsComposed_ThenTheMessageNamesItsKey(string key, string value)
    {
        var data = Directory.CreateTempSubdirectory("oxi-portal-");
        try
        {
            var refusal = Assert.Throws<PortalConfigurationException>(() =>
                PortalHost.Build(new PortalStart(false, data.FullName, null, [$"--{key}={value}"]), PortalFixture.WithoutWorker));

            Assert.Contains(key, refusal.Message, StringComparison.Ordinal);
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("Database:Provider", "Oracle")]
    [InlineData("Health:FreeSpaceMiB", "-1")]
    [InlineData("Health:OldestWaitingMinutes", "0")]
    [InlineData("Health:SilentMinutes", "0")]
    public async Task GivenASettingOfAnotherRoom_WhenThePortalIsRun_ThenTheMessageNamesItsKey(string key, string value)
    {
        var data = Directory.CreateTempSubdirectory("oxi-portal-");
        try
        {
            var refusal = await Assert.ThrowsAsync<PortalConfigurationException>(() => PortalHost.RunAsync(
                new PortalStart(false, data.FullName, "http://127.0.0.1:0", ["--Inference:Embedded=false", $"--{key}={value}"]), TextWriter.Null, TestContext.Current.CancellationToken));

            Assert.Contains(key, refusal.Message, StringComparison.Ordinal);
        }
        finally
        {
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            data.Delete(recursive: true);
        }
    }

    [Fact]
    public void GivenNoDataFolder_WhenOpened_ThenOnlyItsOwnerMayEnter()
    {
        var parent = Directory.CreateTempSubdirectory("oxi-portal-");
        try
        {
            var folder = DataFolder.Open(Path.Combine(parent.FullName, "data"));

            if (!OperatingSystem.IsWindows())
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(folder.Path));
        }
        finally
        {
            parent.Delete(recursive: true);
        }
    }
}
