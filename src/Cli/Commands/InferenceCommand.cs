using System.CommandLine;
using OxiPortal.Inference.Models;
using OxiPortal.Inference.Pipeline;
using OxiPortal.Inference.Remote;
using OxiPortal.Inference.Service;
using OxiPortal.Portal.Hosting;
using OxiPortal.Portal.Observability;

namespace OxiPortal.Cli.Commands;

/// <summary><c>oxi inference</c>: analyses films for a portal elsewhere, until it is told to stop.</summary>
internal static class InferenceCommand
{
    public const string TokenVariable = "OXIPORTAL_TOKEN";

    public static Command Create()
    {
        var portal = new Option<string>("--portal") { Description = "The portal's address, https://HOST[:PORT].", Required = true, HelpName = "URL" };
        var tokenFile = new Option<string?>("--token-file") { Description = $"File that holds the service token (else the variable {TokenVariable}).", HelpName = "FILE" };
        var token = new Option<string?>("--token") { Description = "The service token itself. Everybody on this machine sees it in the process list.", HelpName = "TOKEN" };
        var allowHttp = new Option<bool>("--allow-http") { Description = "Send films and token without encryption: for networks known to be safe." };
        var films = new Option<int>("--films-at-once") { Description = "Films to analyse at once, 1 to 64 (default: one on the CPU, four on a GPU).", HelpName = "N" };
        films.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > 64)
                result.AddError("--films-at-once must be 1 to 64.");
        });
        var options = new ModelOptions();
        var command = new Command("inference", "Analyse films for a portal elsewhere: lease, fetch, send results over HTTP.") { portal, tokenFile, token, allowHttp, films };
        options.AddTo(command);
        command.SetAction(async (parsed, cancel) =>
        {
            var error = parsed.InvocationConfiguration.Error;
            try
            {
                var address = PortalAddress.Parse(parsed.GetRequiredValue(portal), parsed.GetValue(allowHttp));
                var secret = await TokenAsync(parsed.GetValue(tokenFile), parsed.GetValue(token), cancel);
                using var host = Host(address, secret, inference =>
                {
                    options.Configure(parsed, inference);
                    inference.FilmsAtOnce = parsed.GetValue(films);
                });
                return await RunAsync(host, error, cancel);
            }
            catch (FormatException e)
            {
                await error.WriteLineAsync($"oxi inference: {e.Message}");
                return OxiCommand.WrongArguments;
            }
        });
        return command;
    }

    /// <exception cref="FormatException">There is none, more than one, or none that can be read.</exception>
    private static async Task<ServiceToken> TokenAsync(string? file, string? given, CancellationToken cancel)
    {
        if (file is not null && given is not null)
            throw new FormatException("Give either --token-file or --token.");
        if (file is null)
        {
            return ServiceToken.Parse(given ?? Environment.GetEnvironmentVariable(TokenVariable)
                ?? throw new FormatException($"There is no service token: give --token-file FILE, or set {TokenVariable}."));
        }
        try
        {
            return ServiceToken.Parse(await File.ReadAllTextAsync(file, cancel));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new FormatException($"The token file cannot be read: {e.Message}", e);
        }
    }

    private static IHost Host(Uri portal, ServiceToken token, Action<InferenceOptions> configure)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "HH:mm:ss ";
            console.UseUtcTimestamp = true;
        });
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
        // OTEL_EXPORTER_OTLP_ENDPOINT and its like, and Codecs__Processes and its like.
        builder.Configuration.AddEnvironmentVariables();
        builder.Services.AddInferenceTelemetry(builder.Configuration);
        builder.Services.AddNativeCodecs(builder.Configuration);
        builder.Services.AddInferenceService(configure).AddRemotePortal(portal, token);
        return builder.Build();
    }

    private static async Task<int> RunAsync(IHost host, TextWriter error, CancellationToken cancel)
    {
        try
        {
            // Opened before anything is asked of the portal: a missing model ends the start.
            host.Services.GetRequiredService<AnalysisPipeline>();
            await host.StartAsync(cancel);
            await host.WaitForShutdownAsync(cancel);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // Told to stop: what was in hand is finished or given back by now.
        }
        catch (Exception e) when (e is ModelFileException or DeviceUnavailableException or Microsoft.Extensions.Options.OptionsValidationException)
        {
            await error.WriteLineAsync($"oxi inference: {e.Message}");
            return OxiCommand.JobFailed;
        }
        if (host.Services.GetRequiredService<PortalRefusal>().Sentence is not { } sentence)
            return OxiCommand.Success;
        await error.WriteLineAsync($"oxi inference: {sentence}");
        return OxiCommand.JobFailed;
    }
}
