using System.CommandLine;
using OxiPortal.Portal.Hosting;

namespace OxiPortal.Cli.Commands;

/// <summary><c>oxi health</c>: asks a portal whether it is ready, for containers and scripts that have no other program to ask with.</summary>
internal static class HealthCommand
{
    private static readonly TimeSpan AtMost = TimeSpan.FromSeconds(8);

    public static Command Create()
    {
        var portal = new Argument<Uri>("URL")
        {
            Description = $"The portal's address, http(s)://HOST[:PORT]. Default: {ListenAddresses.Default}.",
            Arity = ArgumentArity.ZeroOrOne,
            CustomParser = parsed => Uri.TryCreate(parsed.Tokens.Count > 0 ? parsed.Tokens[0].Value : ListenAddresses.Default, UriKind.Absolute, out var address)
                && address.Scheme is "http" or "https" ? address : Fail(parsed),
            DefaultValueFactory = _ => new Uri(ListenAddresses.Default),
        };
        var command = new Command("health", "Ask a portal whether it is ready: exit code 0 where it is, 1 where it is not or does not answer.") { portal };
        command.SetAction(async (parsed, cancel) =>
        {
            var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
            using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false }) { Timeout = AtMost };
            try
            {
                using var answer = await http.GetAsync(new Uri(parsed.GetRequiredValue(portal), "/healthz/ready"), cancel);
                await output.WriteLineAsync(await answer.Content.ReadAsStringAsync(cancel));
                return answer.IsSuccessStatusCode ? OxiCommand.Success : OxiCommand.JobFailed;
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException && !cancel.IsCancellationRequested)
            {
                await error.WriteLineAsync($"oxi health: the portal does not answer: {e.Message}");
                return OxiCommand.JobFailed;
            }
        });
        return command;
    }

    private static Uri? Fail(System.CommandLine.Parsing.ArgumentResult parsed)
    {
        parsed.AddError("URL must be http(s)://HOST[:PORT].");
        return null;
    }
}
