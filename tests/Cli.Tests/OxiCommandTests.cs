namespace OxiPortal.Cli.Tests;

public class OxiCommandTests
{
    private static async Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exitCode = await OxiCommand.RunAsync(args, output, error);
        return (exitCode, output.ToString(), error.ToString());
    }

    [Theory]
    [InlineData]
    [InlineData("--help")]
    public async Task GivenNoCommandOrHelp_ThenEveryCommandIsListedWithOneLine(params string[] args)
    {
        var (exitCode, output, _) = await RunAsync(args);

        Assert.Equal(OxiCommand.Success, exitCode);
        foreach (var command in OxiCommand.Create().Subcommands)
            Assert.Contains(output.Split('\n'), line => line.TrimStart().StartsWith(command.Name, StringComparison.Ordinal) && line.Contains(command.Description!, StringComparison.Ordinal));
    }

    [Fact]
    public async Task GivenAnUnknownWord_ThenItIsNamedAndTheCommandsAreListedAndTheExitCodeIsTwo()
    {
        var (exitCode, _, error) = await RunAsync("frobnicate");

        Assert.Equal(OxiCommand.WrongArguments, exitCode);
        Assert.Contains("frobnicate", error, StringComparison.Ordinal);
        Assert.Contains("train", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GivenEachCommandWithHelp_ThenItExplainsItselfAndSucceeds()
    {
        foreach (var command in OxiCommand.Create().Subcommands.Select(c => c.Name).Except(["train", "evaluate"]))
        {
            var (exitCode, output, _) = await RunAsync(command, "--help");

            Assert.Equal(OxiCommand.Success, exitCode);
            Assert.Contains("Usage:", output, StringComparison.Ordinal);
        }
    }
}
