using OxiPortal.Training.Commands;

namespace OxiPortal.Training.Tests;

public class CommandTests
{
    [Theory]
    [InlineData("", 2)]
    [InlineData("paint", 2)]
    [InlineData("train", 2)]
    [InlineData("train lungs --data . --out .", 2)]
    [InlineData("train regions --data .", 2)]
    [InlineData("train regions --data . --out . --images 0", 2)]
    [InlineData("train regions --data . --out . --images 10 --minutes 1", 2)]
    [InlineData("train regions --data . --out . --fold 2", 2)]
    [InlineData("train regions --data . --out . --folds 5 --fold 6", 2)]
    [InlineData("train regions --data . --out . --seed many", 2)]
    [InlineData("evaluate --folds 1", 2)]
    [InlineData("evaluate --fold 1", 2)]
    [InlineData("train regions --data /nowhere/at/all --out OUT", 1)]
    [InlineData("train irregularities --data /nowhere/at/all.zip --out OUT", 1)]
    [InlineData("train regions --data EMPTY --out OUT", 1)]
    [InlineData("evaluate --models EMPTY", 1)]
    [InlineData("evaluate --data EMPTY --models EMPTY", 1)]
    [InlineData("--help", 0)]
    [InlineData("train --help", 0)]
    [InlineData("evaluate --help", 0)]
    public async Task ExitCodesTellWrongArgumentsFromFailedJobs(string line, int expected)
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.File("empty"));
        var args = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(a => a.Replace("EMPTY", folder.File("empty"), StringComparison.Ordinal).Replace("OUT", folder.File("out"), StringComparison.Ordinal)).ToArray();
        using var output = new StringWriter();
        using var errors = new StringWriter();

        var code = await TrainingCommands.Run(args, output, errors, TimeProvider.System);

        Assert.Equal(expected, code);
        var said = errors.ToString().Trim();
        // A failure is one clear line; success is silent on the error stream.
        Assert.Equal(expected == 0, said.Length == 0);
        Assert.DoesNotContain('\n', said);
    }

    [Fact]
    public async Task GivenAFileThatIsNoZip_WhenTrainedOn_ThenOneSentenceSaysSo()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.File("notes.zip"), "no zip");
        using var errors = new StringWriter();

        var code = await TrainingCommands.Run(["train", "irregularities", "--data", folder.File("notes.zip"), "--out", folder.File("out")], TextWriter.Null, errors, TimeProvider.System);

        Assert.Equal(1, code);
        Assert.Contains("notes.zip is no intact export", errors.ToString(), StringComparison.Ordinal);
    }
}
