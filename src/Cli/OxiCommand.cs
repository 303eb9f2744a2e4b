using System.CommandLine;
using OxiPortal.Cli.Commands;

namespace OxiPortal.Cli;

/// <summary>The <c>oxi</c> command. Exit codes: 0 success, 1 the job failed, 2 wrong arguments.</summary>
public static class OxiCommand
{
    public const int Success = 0;
    public const int JobFailed = 1;
    public const int WrongArguments = 2;

    /// <summary>Every command, in the order in which help lists them. <c>oxi test</c> is the script's own: it needs the SDK.</summary>
    public static RootCommand Create() => new("OxiPortal: chest radiograph AI review. Research use only. Not a medical device.")
    {
        TrainingCommands.CreateTrain(),
        TrainingCommands.CreateEvaluate(),
        PortalCommand.Create(),
        InferenceCommand.Create(),
        AnalyzeCommand.Create(),
        DicomCommand.Create(),
        BenchCommand.Create(),
        DbCommand.Create(),
        ExportCommand.Create(),
        DoctorCommand.Create(),
        HealthCommand.Create(),
        AuditCommand.Create(),
        TestCommand.Create(),
    };

    // A portal or an inference service that is told to stop finishes the film in hand, or gives it back: the host's own patience is 30 s.
    private static readonly TimeSpan StopWithin = TimeSpan.FromSeconds(45);

    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter error)
    {
        ArgumentNullException.ThrowIfNull(args);
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(error);
        if (args.Length > 0 && TrainingCommands.Names.Contains(args[0]))
            return await TrainingCommands.RunAsync(args, error);
        var root = Create();
        var configuration = new InvocationConfiguration { Output = output, Error = error, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = StopWithin };
        if (args.Length == 0)
            return await root.Parse(["--help"]).InvokeAsync(configuration);

        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (var problem in parsed.Errors)
                await error.WriteLineAsync($"oxi: {problem.Message}");
            await root.Parse([.. CommandPath(parsed), "--help"]).InvokeAsync(new InvocationConfiguration { Output = error, Error = error });
            return WrongArguments;
        }
        return await parsed.InvokeAsync(configuration);
    }

    private static string[] CommandPath(ParseResult parsed)
    {
        var names = new Stack<string>();
        for (var command = parsed.CommandResult; command.Parent is System.CommandLine.Parsing.CommandResult parent; command = parent)
            names.Push(command.Command.Name);
        return [.. names];
    }
}
