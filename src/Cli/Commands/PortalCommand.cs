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
        var settings = new Option<string[]>("--set")
        {
            Description = "A setting, as in docs/configuration.md; may be given several times.", HelpName = "KEY=VALUE", DefaultValueFactory = _ => [],
        };
        settings.Validators.Add(result =>
        {
            foreach (var token in result.Tokens.Where(t => t.Value.IndexOf('=', StringComparison.Ordinal) < 1))
                result.AddError($"--set takes KEY=VALUE, not '{token.Value}'.");
        });
        var command = new Command("portal", "Start the portal with its embedded inference service.") { demo, data, urls, settings };
        command.SetAction((parsed, cancel) => RunAsync(
            new PortalStart(
                parsed.GetValue(demo),
                parsed.GetValue(data),
                parsed.GetValue(urls),
                [.. parsed.GetValue(settings)!.Select(s => "--" + s.Replace("__", ":", StringComparison.Ordinal))]),
            parsed.InvocationConfiguration.Output,
            parsed.InvocationConfiguration.Error,
            cancel));
        return command;
    }

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
