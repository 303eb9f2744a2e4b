namespace OxiPortal.Cli.Tests;

public sealed class AnalyzeCommandTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("oxi-cli-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task GivenNoOutputFolder_ThenTheArgumentsAreWrong()
    {
        var (exitCode, _, error) = await RunAsync("analyze", "film.dcm");

        Assert.Equal(OxiCommand.WrongArguments, exitCode);
        Assert.Contains("--out", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--device", "abacus")]
    [InlineData("--threads", "-1")]
    public async Task GivenAWrongOption_ThenTheArgumentsAreWrongAndItIsNamed(string option, string value)
    {
        var (exitCode, _, error) = await RunAsync("analyze", "film.dcm", "--out", _root, option, value);

        Assert.Equal(OxiCommand.WrongArguments, exitCode);
        Assert.Contains(option == "--device" ? value : option, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GivenTwoInputsOfOneName_ThenTheArgumentsAreWrong()
    {
        foreach (var folder in new[] { "one", "two" })
        {
            Directory.CreateDirectory(Path.Combine(_root, folder));
            await File.WriteAllTextAsync(Path.Combine(_root, folder, "film.dcm"), "");
        }

        var (exitCode, _, error) = await RunAsync("analyze", Path.Combine(_root, "one", "film.dcm"), Path.Combine(_root, "two", "film.dcm"), "--out", Path.Combine(_root, "out"));

        Assert.Equal(OxiCommand.WrongArguments, exitCode);
        Assert.Contains("separate runs", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GivenAFolderWithoutModels_ThenTheJobFailsAndNamesTheMissingCard()
    {
        var (exitCode, _, error) = await RunAsync("analyze", "film.dcm", "--out", Path.Combine(_root, "out"), "--models", _root);

        Assert.Equal(OxiCommand.JobFailed, exitCode);
        Assert.Contains("regions.json", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GivenATextFileNamedAsAFilm_ThenItsJsonSaysWhyAndTheJobFails()
    {
        var film = Path.Combine(_root, "film.dcm");
        await File.WriteAllTextAsync(film, "Dear colleague");

        var (exitCode, output, error) = await RunAsync("analyze", film, "--out", Path.Combine(_root, "out"), "--device", "cpu");

        Assert.Equal(OxiCommand.JobFailed, exitCode);
        Assert.Contains("0 analysed, 1 not analysed", output, StringComparison.Ordinal);
        Assert.Contains("not-dicom", error, StringComparison.Ordinal);
        Assert.Contains("not-dicom", await File.ReadAllTextAsync(Path.Combine(_root, "out", "film.dcm.analysis.json")), StringComparison.Ordinal);
    }

    private static async Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exitCode = await OxiCommand.RunAsync(args, output, error);
        return (exitCode, output.ToString(), error.ToString());
    }
}
