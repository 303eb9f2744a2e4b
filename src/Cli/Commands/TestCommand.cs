using System.CommandLine;

namespace OxiPortal.Cli.Commands;

/// <summary>Listed here so that help is whole; the script <c>./oxi</c> answers it before this program starts, since it must build first.</summary>
internal static class TestCommand
{
    public static Command Create()
    {
        var command = new Command("test", "Build and run every test; the last line counts them.");
        command.SetAction(parsed =>
        {
            parsed.InvocationConfiguration.Error.WriteLine("oxi: tests are built from source. Run './oxi test' in the source tree.");
            return OxiCommand.JobFailed;
        });
        return command;
    }
}
