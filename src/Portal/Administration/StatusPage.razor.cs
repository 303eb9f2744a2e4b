using Microsoft.AspNetCore.Components.Authorization;
using OxiPortal.Domain.Sites;
using OxiPortal.Infrastructure.Identity;

namespace OxiPortal.Portal.Administration;

/// <summary>How the portal does, renewed by itself for as long as somebody looks.</summary>
public sealed partial class StatusPage(ReadStatus read, ModelsInUse modelsInUse, AuthenticationStateProvider authentication, TimeProvider time) : IAsyncDisposable
{
    public static readonly TimeSpan Every = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _leaving = new();
    private PortalStatus? _status;
    private ModelUse? _models;
    private string? _problem;
    private Task _renewing = Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _leaving.CancelAsync();
        await _renewing;
        _leaving.Dispose();
    }

    protected override async Task OnInitializedAsync()
    {
        _models = modelsInUse.Read();
        await RenewAsync();
    }

    protected override void OnAfterRender(bool firstRender)
    {
        if (firstRender)
            _renewing = RenewAlwaysAsync();
    }

    private async Task RenewAlwaysAsync()
    {
        using var timer = new PeriodicTimer(Every, time);
        try
        {
            while (await timer.WaitForNextTickAsync(_leaving.Token))
            {
                await InvokeAsync(async () =>
                {
                    await RenewAsync();
                    StateHasChanged();
                });
            }
        }
        catch (OperationCanceledException)
        {
            // The page is left.
        }
    }

    // Asked anew each time: a role that was taken away while the page stood open shows nothing more.
    private async Task RenewAsync()
    {
        if (ActorClaims.From((await authentication.GetAuthenticationStateAsync()).User) is not { } actor)
            return;
        try
        {
            _status = await read.RunAsync(actor, _leaving.Token);
            _problem = null;
        }
        catch (AccessDeniedException)
        {
            (_status, _problem) = (null, "You are no administrator any more.");
        }
    }
}
