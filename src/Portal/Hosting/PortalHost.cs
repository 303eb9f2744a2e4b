using Microsoft.AspNetCore.Hosting.StaticWebAssets;
using Microsoft.Extensions.Options;
using OxiPortal.Inference.Models;
using OxiPortal.Portal.Observability;

namespace OxiPortal.Portal.Hosting;

/// <summary>Composes and runs the portal: the one place that knows every room.</summary>
public static class PortalHost
{
    /// <summary>Composes the portal without starting it.</summary>
    /// <param name="start">How it was asked to start.</param>
    /// <param name="customise">For tests: other services, after all others.</param>
    /// <exception cref="PortalConfigurationException">It cannot start as configured; the message names the key.</exception>
    public static WebApplication Build(PortalStart start, Action<WebApplicationBuilder>? customise = null)
    {
        ArgumentNullException.ThrowIfNull(start);
        // The settings file lies beside the program, whatever folder it is started from.
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.AddCommandLine([.. start.Settings]);

        var data = DataFolder.Open(start.DataFolder ?? builder.Configuration["Storage:Folder"] ?? Path.Combine("data", start.Demo ? "demo" : "portal"));
        AddDefaults(builder.Configuration, data);
        ConsoleScopes.Refuse(builder.Configuration);
        var options = Options(builder.Configuration);
        var (addresses, httpsOnly) = ListenAddresses.Check(start.Urls ?? builder.Configuration["urls"], options.AllowPlainHttp);
        var https = httpsOnly || options.HttpsProxies.Count > 0;

        builder.WebHost.UseUrls([.. addresses]);
        // Assets of referenced projects are found by a manifest; by default that is read in Development only.
        StaticWebAssetsLoader.UseStaticWebAssets(builder.Environment, builder.Configuration);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        builder.AddPortal(options, data, https);
        customise?.Invoke(builder);

        var app = builder.Build();
        if (options.HttpsProxies.Count > 0)
            app.UseForwardedHeaders();
        app.UsePortal(https);
        return app;
    }

    /// <summary>Runs the portal until it is told to stop. Prints the contract's line once it answers.</summary>
    /// <exception cref="PortalConfigurationException">It cannot start as configured; the message names the key.</exception>
    public static async Task RunAsync(PortalStart start, TextWriter output, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(output);
        await using var app = Build(start);
        try
        {
            await Startup.PrepareAsync(app, start, output, cancel);
            await app.StartAsync(cancel);
        }
        catch (Exception e) when (e is OptionsValidationException or ModelFileException or DeviceUnavailableException)
        {
            throw new PortalConfigurationException(e.Message, e);
        }
        foreach (var url in app.Urls)
            await output.WriteLineAsync($"OxiPortal is ready: {url}");
        await output.FlushAsync(cancel);
        await app.WaitForShutdownAsync(cancel);
    }

    /// <summary>The data folder is decided; models are found where no setting names them.</summary>
    private static void AddDefaults(ConfigurationManager configuration, DataFolder data)
    {
        configuration["Storage:Folder"] = data.Path;
        configuration["Inference:Models"] ??= ModelsFolder.Default();
    }

    private static PortalOptions Options(ConfigurationManager configuration)
    {
        PortalOptions options;
        try
        {
            options = configuration.GetSection(PortalOptions.Section).Get<PortalOptions>() ?? new PortalOptions();
        }
        catch (InvalidOperationException e)
        {
            throw new PortalConfigurationException($"A setting has a value of the wrong kind: {e.Message}", e);
        }
        return options.Problems().FirstOrDefault() is { } problem ? throw new PortalConfigurationException(problem) : options;
    }
}
