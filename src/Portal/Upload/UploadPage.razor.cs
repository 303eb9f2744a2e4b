using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.JSInterop;
using OxiPortal.Portal.Accounts;
using OxiPortal.Portal.Api;
using OxiPortal.Portal.Hosting;

namespace OxiPortal.Portal.Upload;

/// <summary>Chooses files; the browser sends them to <c>POST /api/uploads</c> and reports here.</summary>
public sealed partial class UploadPage(
    PortalOptions options,
    AntiforgeryStateProvider antiforgery,
    AuthenticationStateProvider authentication,
    IAuthorizationService authorization,
    NavigationManager navigation,
    IJSRuntime js) : IAsyncDisposable
{
    private readonly UploadList _list = new();
    private ElementReference _zone;
    private ElementReference _filesInput;
    private ElementReference _folderInput;
    private ElementReference _urgentInput;
    private DotNetObjectReference<UploadPage>? _self;
    private IJSObjectReference? _module;
    private IJSObjectReference? _attached;
    private bool _canOpenStudies;

    /// <summary>Files chosen before the page's script listens would be lost: until then nothing can be chosen.</summary>
    private bool _ready;

    /// <summary>Asked to leave while files are sent, and told what that means.</summary>
    private bool _leaving;
    private int _version;

    /// <summary>What the browser says of one file it chose.</summary>
    public sealed record ChosenFile(int Index, string Name, long Bytes);

    /// <summary>How much of one file has been sent.</summary>
    public sealed record SentFile(int Index, long Sent);

    [JSInvokable]
    public void Added(ChosenFile[] files)
    {
        ArgumentNullException.ThrowIfNull(files);
        foreach (var file in files)
            _list.Add(file.Index, file.Name, file.Bytes);
        _leaving = false;
        Changed();
    }

    [JSInvokable]
    public void Progressed(SentFile[] files)
    {
        ArgumentNullException.ThrowIfNull(files);
        foreach (var file in files)
            _list.Progressed(file.Index, file.Sent);
        Changed();
    }

    [JSInvokable]
    public void Finished(int index, int from, UploadedFile[] outcomes, string? problem)
    {
        _list.Finished(index, from, outcomes, problem);
        Changed();
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_attached is not null)
            {
                await _attached.InvokeVoidAsync("dispose");
                await _attached.DisposeAsync();
            }
            if (_module is not null)
                await _module.DisposeAsync();
        }
        catch (JSDisconnectedException)
        {
            // The page is gone, and the module with it.
        }
        _self?.Dispose();
    }

    protected override async Task OnInitializedAsync()
    {
        var user = (await authentication.GetAuthenticationStateAsync()).User;
        _canOpenStudies = (await authorization.AuthorizeAsync(user, PortalPolicies.ViewStudies)).Succeeded;
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
            return;
        _self = DotNetObjectReference.Create(this);
        _module = await js.InvokeAsync<IJSObjectReference>("import", "/js/upload.js");
        _attached = await _module.InvokeAsync<IJSObjectReference>("attach", _zone, _filesInput, _folderInput, _urgentInput, _self, new
        {
            url = UploadEndpoint.Path,
            tokenHeader = RequireAntiforgery.Header,
            token = antiforgery.GetAntiforgeryToken()?.Value,
            largestBytes = options.LargestUploadMiB * 1024L * 1024L,
        });
        _ready = true;
        StateHasChanged();
    }

    /// <summary>The files arrive all the same, but nobody would see which were refused: the first time it is only said so.</summary>
    private void BeforeLeaving(LocationChangingContext leaving)
    {
        var here = new Uri(navigation.Uri).AbsolutePath;
        if (!_list.Busy || _leaving || navigation.ToAbsoluteUri(leaving.TargetLocation).AbsolutePath == here)
            return;
        leaving.PreventNavigation();
        _leaving = true;
        StateHasChanged();
    }

    private void Changed()
    {
        _version++;
        StateHasChanged();
    }
}
