using System.Text.Json;

namespace OxiPortal.EndToEnd.Support;

/// <summary>A portal of the demo, started as a newcomer starts it, on a free port of 127.0.0.1 with a data folder of its own.</summary>
internal sealed class RunningPortal : IPortal, IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(3);
    private readonly string _data;
    private readonly IReadOnlyDictionary<string, string>? _settings;
    private OxiProcess _process;

    private RunningPortal(string data, IReadOnlyDictionary<string, string>? settings, string url, OxiProcess process)
    {
        (_data, _settings, Url, _process) = (data, settings, url, process);
        Accounts = JsonSerializer.Deserialize<Account[]>(File.ReadAllText(AccountsFile), JsonSerializerOptions.Web)
            ?? throw new InvalidOperationException("accounts.json is empty.");
    }

    public string Url { get; private set; }

    public IReadOnlyList<Account> Accounts { get; }

    public string AccountsFile => Path.Combine(_data, "accounts.json");

    /// <summary>To be looked into from beside the portal.</summary>
    public string Database => Path.Combine(_data, "oxiportal.db");

    public string Printed => _process.Printed;

    public Account Who(string email) => Accounts.Single(a => a.Email == email);

    /// <param name="settings">Environment of the process: configuration keys with "__".</param>
    public static async Task<RunningPortal> StartDemoAsync(IReadOnlyDictionary<string, string>? settings = null)
    {
        var data = Path.Combine(Path.GetTempPath(), "oxiportal-e2e-" + Guid.NewGuid().ToString("N"));
        var (url, process) = await LaunchAsync(data, settings);
        return new RunningPortal(data, settings, url, process);
    }

    /// <summary>Kills the process without a clean stop and starts it again over the same data.</summary>
    public async Task RestartAfterPowerCutAsync()
    {
        await _process.DisposeAsync();
        (Url, _process) = await LaunchAsync(_data, _settings);
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        if (Directory.Exists(_data))
            Directory.Delete(_data, recursive: true);
    }

    private static async Task<(string Url, OxiProcess Process)> LaunchAsync(string data, IReadOnlyDictionary<string, string>? settings)
    {
        var url = $"http://127.0.0.1:{FreePort.Any()}";
        var process = OxiProcess.Start(["portal", "--demo", "--data", data, "--urls", url], settings);
        try
        {
            await process.WaitForLineAsync($"OxiPortal is ready: {url}", StartLimit);
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
        return (url, process);
    }
}
