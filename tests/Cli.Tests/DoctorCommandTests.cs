using OxiPortal.Cli.Commands;

namespace OxiPortal.Cli.Tests;

public sealed class DoctorCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("oxi-doctor-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task GivenAFreshPortalsFolder_ThenThereIsNoFault_AndAForeignFileIsOne()
    {
        Assert.Equal(OxiCommand.Success, (await RunAsync("db", "migrate", "--data", _folder)).ExitCode);

        var (healthy, said, _) = await RunAsync("doctor", "--data", _folder);
        await File.WriteAllTextAsync(Path.Combine(_folder, "instances", "notes.txt"), "mine", TestContext.Current.CancellationToken);
        var (ill, found, _) = await RunAsync("doctor", "--data", _folder);

        Assert.Equal(OxiCommand.Success, healthy);
        Assert.Contains("0 files on record: all are kept", said, StringComparison.Ordinal);
        Assert.Equal(OxiCommand.JobFailed, ill);
        Assert.Contains("notes.txt", found, StringComparison.Ordinal);
        Assert.Contains("1 fault.", found, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GivenAFolderThatHoldsNoPortal_ThenTheErrorSaysSo()
    {
        var (exitCode, _, error) = await RunAsync("doctor", "--data", _folder);

        Assert.Equal(OxiCommand.JobFailed, exitCode);
        Assert.StartsWith("oxi doctor: ", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, true, "")]
    [InlineData(false, true, "libcharls2")]
    [InlineData(true, false, "libopenjp2-7")]
    [InlineData(false, false, "libcharls2 libopenjp2-7")]
    public void GivenALibraryIsMissing_ThenItsPackageIsNamed(bool hasCharLs, bool hasOpenJpeg, string packages)
    {
        var sentences = CodecLibraries.Sentences(hasCharLs, hasOpenJpeg);

        Assert.Equal(packages, string.Join(' ', sentences.Select(s => System.Text.RegularExpressions.Regex.Match(s, "package ([^)]+)\\)").Groups[1].Value)));
    }

    private static async Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exitCode = await OxiCommand.RunAsync(args, output, error);
        return (exitCode, output.ToString(), error.ToString());
    }
}
