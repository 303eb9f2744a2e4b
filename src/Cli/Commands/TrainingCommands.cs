using System.CommandLine;
using System.Diagnostics;

namespace OxiPortal.Cli.Commands;

/// <summary>
/// <c>oxi train</c> and <c>oxi evaluate</c>: passed on to the training executable, so that neither this command nor the portal loads libtorch.
/// </summary>
internal static class TrainingCommands
{
    /// <summary>Where the training executable is, if it is not in its usual place beside this one.</summary>
    public const string ExecutableVariable = "OXIPORTAL_TRAINING";

    public static IReadOnlyList<string> Names { get; } = ["train", "evaluate"];

    /// <summary>For the list of commands only: <see cref="RunAsync"/> takes the words as they are, help included.</summary>
    public static Command CreateTrain() => new("train", "Train the region or the irregularity model (regions | irregularities).");

    public static Command CreateEvaluate() => new("evaluate", "Cross-validated figures of the models, with bootstrap intervals.");

    /// <summary>Runs the training executable on the same console and gives back its exit code.</summary>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, TextWriter error)
    {
        var executable = FindExecutable();
        if (executable is null)
        {
            await error.WriteLineAsync(
                $"oxi: the training program is not built. Run './oxi {arguments[0]}' in the source tree, or name it in {ExecutableVariable}.");
            return OxiCommand.JobFailed;
        }
        var start = new ProcessStartInfo("dotnet");
        start.ArgumentList.Add(executable);
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);

        // Ctrl-C reaches the child by the terminal: it writes its checkpoint and ends, and this one waits for that.
        ConsoleCancelEventHandler stayUntilChildEnds = (_, press) => press.Cancel = true;
        Console.CancelKeyPress += stayUntilChildEnds;
        try
        {
            using var process = Process.Start(start) ?? throw new InvalidOperationException($"'{executable}' did not start.");
            await process.WaitForExitAsync();
            return process.ExitCode;
        }
        finally
        {
            Console.CancelKeyPress -= stayUntilChildEnds;
        }
    }

    private static string? FindExecutable()
    {
        if (Environment.GetEnvironmentVariable(ExecutableVariable) is { Length: > 0 } named)
            return File.Exists(named) ? named : null;
        var here = new DirectoryInfo(AppContext.BaseDirectory);
        string[] places =
        [
            Path.Combine(here.FullName, "training", "OxiPortal.Training.dll"),
            Path.Combine(here.Parent!.Parent!.FullName, "OxiPortal.Training", here.Name, "OxiPortal.Training.dll"),
        ];
        return places.FirstOrDefault(File.Exists);
    }
}
