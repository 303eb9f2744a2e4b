using System.CommandLine;

namespace OxiPortal.Training.Commands;

/// <summary>The training executable's commands: <c>train</c> and <c>evaluate</c>. Exit 0 success, 1 the job failed, 2 wrong arguments.</summary>
public static class TrainingCommands
{
    public static async Task<int> Run(string[] args, TextWriter output, TextWriter errors, TimeProvider time)
    {
        var root = new RootCommand("Trains and measures OxiPortal's models. Research use only. Not a medical device.")
        {
            TrainCommand.Create(output, time),
            EvaluateCommand.Create(output, time),
        };
        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            // The list of what is allowed comes on lines of its own.
            await errors.WriteLineAsync(string.Join(" ", parsed.Errors[0].Message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)) + " Try --help.");
            return 2;
        }
        try
        {
            // Time to finish a step and write the checkpoint after Ctrl-C.
            return await parsed.InvokeAsync(new InvocationConfiguration
            {
                Output = output,
                Error = errors,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = TimeSpan.FromSeconds(60),
            });
        }
        catch (OperationCanceledException)
        {
            await errors.WriteLineAsync("Stopped.");
            return 1;
        }
        catch (WrongArgumentsException e)
        {
            await errors.WriteLineAsync(e.Message);
            return 2;
        }
        catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            await errors.WriteLineAsync(e.Message);
            return 1;
        }
    }
}

/// <summary>Arguments that parse but make no sense together.</summary>
public sealed class WrongArgumentsException(string message) : Exception(message);
