using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OxiPortal.Domain.Sites;
using OxiPortal.EndToEnd.Support;
using OxiPortal.Infrastructure;
using OxiPortal.Infrastructure.Identity;
using OxiPortal.Infrastructure.ServiceTokens;

namespace OxiPortal.Chaos.Tests;

/// <summary>A portal and two inference services as processes of their own over one data folder: killed and started again, always at one address.</summary>
internal sealed class ChaosPortal : IPortal, IAsyncDisposable
{
    public const int Services = 2;
    public static readonly TimeSpan Busy = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(2);

    /// <summary>Less than the host's patience of 30 s: nobody who is connected holds up the end.</summary>
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(25);

    /// <summary>Lost leases come back within seconds. Attempts are as many as a film needs to outlive any number of kills, but for the one that is given up.</summary>
    private static readonly Dictionary<string, string> Settings = new()
    {
        ["Inference__Embedded"] = "false",
        ["Queue__LeaseSeconds"] = "4",
        ["Queue__PollSeconds"] = "0.25",
        ["Queue__RetryDelaySeconds"] = "0.2",
        ["Database__BusySeconds"] = Busy.TotalSeconds.ToString("F0", System.Globalization.CultureInfo.InvariantCulture),
        // Processes that live for seconds: code that is compiled once is fast enough.
        ["DOTNET_TieredPGO"] = "0",
        ["Portal__SignInAttemptsPerMinute"] = "1000",
        ["Portal__ServiceRequestsPerMinute"] = "1000000",
    };

    private readonly IReadOnlyList<DemoAccount> _accounts;
    private readonly string _tokenFile;
    private readonly OxiProcess?[] _services = new OxiProcess?[Services];
    private readonly HashSet<OxiProcess> _ended = [];
    private OxiProcess? _portal;

    private ChaosPortal(string folder, string url, IReadOnlyList<DemoAccount> accounts, string tokenFile) =>
        (Data, Url, _accounts, _tokenFile) = (Path.Combine(folder, "data"), url, accounts, tokenFile);

    public string Data { get; }

    public string Url { get; }

    public string Incoming => Path.Combine(Data, "incoming");

    public string Instances => Path.Combine(Data, "instances");

    public string Database => Path.Combine(Data, "oxiportal.db");

    /// <summary>Of the portal's present process.</summary>
    public string Printed => _portal?.Printed ?? "";

    public bool Runs => _portal is { HasEnded: false };

    public Account Who(string email)
    {
        var account = _accounts.Single(a => a.Email == email);
        return new Account(account.Email, account.Password, account.Role);
    }

    /// <summary>A data folder with the demo's accounts, no films, and a token for the services.</summary>
    public static async Task<ChaosPortal> PrepareAsync(string folder, Random random)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["Storage:Folder"] = Path.Combine(folder, "data") }).Build();
        await using var services = new ServiceCollection().AddLogging().AddInfrastructure(configuration).BuildServiceProvider();
        await services.PrepareInfrastructureAsync(CancellationToken.None);
        var accounts = await services.GetRequiredService<SeedDemoAccounts>().RunAsync(CancellationToken.None);
        var administrator = new Actor(Guid.Empty, "Chaos", SiteId.Default, new HashSet<Role> { Role.Administrator });
        var issued = await services.GetRequiredService<IssueServiceToken>().RunAsync(
            administrator, "Chaos", new HashSet<ServiceScope> { ServiceScope.Inference }, IssueServiceToken.DefaultDays, CancellationToken.None);
        var tokenFile = Path.Combine(folder, "token");
        await File.WriteAllTextAsync(tokenFile, issued.Token);
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        return new ChaosPortal(folder, $"http://127.0.0.1:{FreePort.ToComeBackTo(random)}", accounts, tokenFile);
    }

    /// <summary>Starts what does not run; ends when the portal answers. The services wait for it by themselves.</summary>
    public async Task StartAsync()
    {
        LaunchPortal(new Dictionary<string, string>(Settings) { ["Queue__Attempts"] = "100" });
        StartServices();
        await _portal!.WaitForLineAsync($"OxiPortal is ready: {Url}", StartLimit);
    }

    /// <summary>The portal alone, which gives up on a film as soon as any portal does.</summary>
    public async Task StartImpatientAsync()
    {
        LaunchPortal(Settings);
        await _portal!.WaitForLineAsync($"OxiPortal is ready: {Url}", StartLimit);
    }

    public void StartServices()
    {
        for (var i = 0; i < Services; i++)
        {
            if (_services[i] is { HasEnded: false })
                continue;
            MustHaveBeenEnded(_services[i], "A service");
            _services[i] = OxiProcess.Start(["inference", "--portal", Url, "--token-file", _tokenFile, "--threads", "1"], Settings);
        }
    }

    /// <summary>A command on the portal's folder: its exit code, and all that it printed.</summary>
    public async Task<(int ExitCode, string Printed)> CommandAsync(params string[] arguments)
    {
        await using var command = OxiProcess.Start([.. arguments, "--data", Data]);
        var exitCode = await command.WaitForExitAsync(TimeSpan.FromMinutes(2));
        return (exitCode, command.Printed);
    }

    /// <summary>All are asked to end, and say 0.</summary>
    public async Task EndAsync()
    {
        for (var i = 0; i < Services; i++)
            Assert.Equal(0, await StopServiceAsync(i));
        Assert.Equal(0, await StopPortalAsync());
    }

    /// <summary>Both at once, before anything is waited for.</summary>
    public async Task KillAsync(bool portal, IReadOnlyCollection<int> services)
    {
        List<OxiProcess> killed = [.. services.Select(i => _services[i]!)];
        if (portal)
            killed.Add(_portal!);
        foreach (var process in killed)
            process.Signal(UnixSignal.Kill);
        foreach (var process in killed)
        {
            await process.KillAsync();
            _ended.Add(process);
        }
    }

    /// <summary>Asked to end: its exit code.</summary>
    public Task<int> StopServiceAsync(int service) => StopAsync(_services[service]!);

    /// <inheritdoc cref="StopServiceAsync"/>
    public Task<int> StopPortalAsync() => StopAsync(_portal!);

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _services.Append(_portal).OfType<OxiProcess>().Union(_ended))
            await process.DisposeAsync();
    }

    private void LaunchPortal(IReadOnlyDictionary<string, string> settings)
    {
        if (Runs)
            return;
        MustHaveBeenEnded(_portal, "The portal");
        _portal = OxiProcess.Start(["portal", "--data", Data, "--urls", Url], settings);
    }

    private void MustHaveBeenEnded(OxiProcess? process, string what)
    {
        if (process is not null && !_ended.Contains(process))
            throw new InvalidOperationException($"{what} ended by itself:\n{process.Printed}");
    }

    private async Task<int> StopAsync(OxiProcess process)
    {
        _ended.Add(process);
        process.Signal(UnixSignal.Terminate);
        return await process.WaitForExitAsync(StopLimit);
    }
}
