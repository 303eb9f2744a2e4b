using System.Globalization;
using Microsoft.AspNetCore.Hosting.StaticWebAssets;

namespace OxiPortal.Portal.Hosting;

/// <summary>Composes and runs the portal: the one place that knows every room.</summary>
public static class PortalHost
{
    /// <summary>Composes the portal without starting it.</summary>
    /// <param name="start">How it was asked to start.</param>
    /// <param name="customise">For tests: other services, other settings.</param>
    /// <exception cref="PortalConfigurationException">It cannot start as configured; the message names the key.</exception>
    public static WebApplication Build(PortalStart start, Action<WebApplicationBuilder>? customise = null)
    {
        ArgumentNullException.ThrowIfNull(start);
        // The settings file lies beside the program, whatever folder it is started from.
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.AddCommandLine([.. start.Settings]);
        customise?.Invoke(builder);

        var data = DataFolder.Open(start.DataFolder ?? Path.Combine("data", start.Demo ? "demo" : "portal"));
        AddDefaults(builder.Configuration, data);
        var (addresses, https) = ListenAddresses.Check(
            start.Urls ?? builder.Configuration["urls"], Switch(builder.Configuration, ListenAddresses.AllowHttpKey));
        var options = Options(builder.Configuration);

        builder.WebHost.UseUrls([.. addresses]);
        // Assets of referenced projects are found by a manifest; by default that is read in Development only.
        StaticWebAssetsLoader.UseStaticWebAssets(builder.Environment, builder.Configuration);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        builder.AddPortal(options, data, https);

        var app = builder.Build();
        app.UsePortal(https);
        return app;
    }

    /// <summary>Runs the portal until it is told to stop. Prints the contract's line once it answers.</summary>
    /// <exception cref="PortalConfigurationException">It cannot start as configured; the message names the key.</exception>
    public static async Task RunAsync(PortalStart start, TextWriter output, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(output);
        await using var app = Build(start);
        await Startup.PrepareAsync(app, start, output, cancel);
        await app.StartAsync(cancel);
        foreach (var url in app.Urls)
            await output.WriteLineAsync($"OxiPortal is ready: {url}");
        await app.WaitForShutdownAsync(cancel);
    }

    /// <summary>What the configuration may leave out and the data folder decides. Weakest of all sources.</summary>
    private static void AddDefaults(ConfigurationManager configuration, DataFolder data) =>
        configuration.Sources.Insert(0, new Microsoft.Extensions.Configuration.Memory.MemoryConfigurationSource
        {
            InitialData = new Dictionary<string, string?>
            {
                ["Database:Provider"] = "Sqlite",
                ["Database:ConnectionString"] = $"Data Source={data.Database}",
                ["Storage:Folder"] = data.Instances,
            },
        });

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

    private static bool Switch(ConfigurationManager configuration, string key) => configuration[key] switch
    {
        null or "" => false,
        var text when bool.TryParse(text, out var value) => value,
        var text => throw new PortalConfigurationException(string.Create(CultureInfo.InvariantCulture, $"{key} is '{text}'; it must be true or false.")),
    };
}
