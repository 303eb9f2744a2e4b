namespace OxiPortal.Cli.Tests;

public sealed class InferenceCommandTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("oxi-cli-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Theory]
    [InlineData("--portal")]
    [InlineData("https", "--portal", "http://portal.example", "--token", "t")]
    [InlineData("no address", "--portal", "portal.example", "--token", "t")]
    [InlineData("--token-file", "--portal", "https://portal.example")]
    [InlineData("either", "--portal", "https://portal.example", "--token", "t", "--token-file", "f")]
    [InlineData("cannot be read", "--portal", "https://portal.example", "--token-file", "/no/such/file")]
    [InlineData("visible ASCII", "--portal", "https://portal.example", "--token", "two words")]
    [InlineData("abacus", "--portal", "https://portal.example", "--token", "t", "--device", "abacus")]
    [InlineData("--threads", "--portal", "https://portal.example", "--token", "t", "--threads", "-1")]
    public async Task GivenWrongArguments_ThenASentenceSaysWhatIsWrongAndTheExitCodeIsTwo(string says, params string[] args)
    {
        var (exitCode, error) = await RunAsync(args);

        Assert.Equal(OxiCommand.WrongArguments, exitCode);
        Assert.Contains(says, error, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task GivenAnEmptyTokenFile_ThenTheArgumentsAreWrong()
    {
        var file = Path.Combine(_root, "token");
        await File.WriteAllTextAsync(file, "\n");

        var (exitCode, error) = await RunAsync("--portal", "https://portal.example", "--token-file", file);

        Assert.Equal(OxiCommand.WrongArguments, exitCode);
        Assert.Contains("token", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GivenAFolderWithoutModels_ThenTheJobFailsBeforeThePortalIsAsked()
    {
        var (exitCode, error) = await RunAsync("--portal", "https://portal.invalid", "--token", "t", "--models", _root);

        Assert.Equal(OxiCommand.JobFailed, exitCode);
        Assert.Contains("regions.json", error, StringComparison.Ordinal);
    }

    private static async Task<(int ExitCode, string Error)> RunAsync(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exitCode = await OxiCommand.RunAsync(["inference", .. args], output, error);
        return (exitCode, error.ToString());
    }
}
