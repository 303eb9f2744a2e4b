using System.CommandLine;
using System.Data.Common;
using Microsoft.Extensions.Options;
using OxiPortal.Infrastructure;
using OxiPortal.Portal.Hosting;

namespace OxiPortal.Cli.Commands;

/// <summary>The portal's database and files, for commands that work on them without the portal. Configured as the portal is.</summary>
internal static class PortalData
{
    public static Option<string?> FolderOption() => new("--data")
    {
        Description = "The portal's data folder (default: Storage:Folder, else data/portal).",
        HelpName = "DIR",
    };

    /// <param name="folder">As <see cref="FolderOption"/> gave it.</param>
    /// <param name="settings">What else the arguments say, over the configuration; null: nothing.</param>
    public static ServiceProvider Open(string? folder, params ReadOnlySpan<(string Key, string? Value)> settings)
    {
        var configuration = new ConfigurationManager();
        configuration.AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json"), optional: true);
        configuration.AddEnvironmentVariables();
        configuration["Storage:Folder"] = folder ?? configuration["Storage:Folder"] ?? Path.Combine("data", "portal");
        foreach (var (key, value) in settings)
            configuration[key] = value ?? configuration[key];
        return new ServiceCollection()
            .AddLogging(logging => logging.SetMinimumLevel(LogLevel.Warning))
            .AddNativeCodecs(configuration)
            .AddInfrastructure(configuration)
            .BuildServiceProvider();
    }

    /// <summary>Runs the work; what a user can mend becomes one sentence on <paramref name="error"/> and exit code 1.</summary>
    public static async Task<int> RunAsync(string name, TextWriter error, Func<Task> work)
    {
        try
        {
            await work();
            return OxiCommand.Success;
        }
        catch (OperationCanceledException)
        {
            await error.WriteLineAsync($"oxi {name}: stopped.");
        }
        catch (Exception e) when (e is InvalidOperationException or OptionsValidationException or DbException or IOException or UnauthorizedAccessException)
        {
            await error.WriteLineAsync($"oxi {name}: {e.Message}");
        }
        return OxiCommand.JobFailed;
    }
}
