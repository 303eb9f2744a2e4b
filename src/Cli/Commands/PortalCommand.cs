using System.CommandLine;
using OxiPortal.Portal.Hosting;

namespace OxiPortal.Cli.Commands;

/// <summary><c>oxi portal</c>: the portal with its embedded inference service.</summary>
internal static class PortalCommand
{
    public static Command Create()
    {
        var demo = new Option<bool>("--demo") { Description = "Seed synthetic studies and three accounts, whose passwords are printed." };
        var data = new Option<string?>("--data") { Description = "Folder for all that is kept (default: data/portal, with --demo data/demo).", HelpName = "DIR" };
        var urls = new Option<string?>("--urls") { Description = $"Address to listen on (default: {ListenAddresses.Default}).", HelpName = "URL" };
        var command = new Command(
            "portal", "Start the portal with its embedded inference service. Settings of docs/configuration.md may follow as --Section:Key=VALUE.") { demo, data, urls };
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction(async (parsed, cancel) =>
        {
            var error = parsed.InvocationConfiguration.Error;
            if (parsed.UnmatchedTokens.FirstOrDefault(token => !IsSetting(token)) is { } stray)
            {
                await error.WriteLineAsync($"oxi: '{stray}' is neither an option of this command nor a setting (--Section:Key=VALUE).");
                return OxiCommand.WrongArguments;
            }
            var start = new PortalStart(parsed.GetValue(demo), parsed.GetValue(data), parsed.GetValue(urls), parsed.UnmatchedTokens);
            return await RunAsync(start, parsed.InvocationConfiguration.Output, error, cancel);
        });
        return command;
    }

    private static bool IsSetting(string token) =>
        token.StartsWith("--", StringComparison.Ordinal) && token.IndexOf(':', StringComparison.Ordinal) is > 2 and var colon && token.IndexOf('=', colon) > colon + 1;

    private static async Task<int> RunAsync(PortalStart start, TextWriter output, TextWriter error, CancellationToken cancel)
    {
        try
        {
            await PortalHost.RunAsync(start, output, cancel);
            return OxiCommand.Success;
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            return OxiCommand.Success;
        }
        catch (PortalConfigurationException e)
        {
            await error.WriteLineAsync($"oxi: {e.Message}");
            return OxiCommand.JobFailed;
        }
        catch (IOException e)
        {
            // Kestrel: the address is in use.
            await error.WriteLineAsync($"oxi: {e.Message} Name another address by --urls.");
            return OxiCommand.JobFailed;
        }
    }
}
