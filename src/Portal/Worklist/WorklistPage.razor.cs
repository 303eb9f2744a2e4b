using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.JSInterop;
using OxiPortal.Domain.Detection;
using OxiPortal.Domain.Sites;
using OxiPortal.Infrastructure.Administration;
using OxiPortal.Infrastructure.Identity;
using OxiPortal.Infrastructure.Queue;
using OxiPortal.Infrastructure.Worklists;

namespace OxiPortal.Portal.Worklist;

/// <summary>The readers' list, kept up to date while it is open.</summary>
public sealed partial class WorklistPage(
    ListWorklist listWorklist,
    RetryAnalysis retryAnalysis,
    PrioritiseStudy prioritise,
    WorklistChoice choice,
    QueueSignals signals,
    TimeProvider time,
    AuthenticationStateProvider authentication,
    IJSRuntime js) : IAsyncDisposable
{
    private WorklistView? _view;
    private bool _truncated;
    private string? _announcement;
    private Actor? _actor;
    private LiveUpdates? _updates;
    private IJSObjectReference? _keys;
    private ElementReference _list;

    protected override async Task OnInitializedAsync()
    {
        _actor = ActorClaims.From((await authentication.GetAuthenticationStateAsync()).User);
        await LoadAsync();
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            _updates = new LiveUpdates(time, () => InvokeAsync(RefreshAsync), signals.Events);
            _keys = await js.InvokeAsync<IJSObjectReference>("import", "/js/list-keys.js");
        }
        // The list comes and goes with its content; the module knows a list that it already serves.
        if (_keys is not null && _view is { IsEmpty: false })
            await _keys.InvokeVoidAsync("serve", _list);
    }

    public async ValueTask DisposeAsync()
    {
        if (_updates is not null)
            await _updates.DisposeAsync();
        if (_keys is not null)
        {
            try
            {
                await _keys.DisposeAsync();
            }
            catch (JSDisconnectedException)
            {
                // The page is gone, and the module with it.
            }
        }
    }

    private async Task RefreshAsync()
    {
        var before = _view?.NeedsAttention.Count ?? 0;
        try
        {
            await LoadAsync();
        }
        catch (Exception e)
        {
            // Nobody awaits this: without the page's error boundary it would be lost.
            await DispatchExceptionAsync(e);
            return;
        }
        var now = _view?.NeedsAttention.Count ?? 0;
        if (now < before)
            _announcement = $"{before - now} more analysed.";
        StateHasChanged();
    }

    private async Task LoadAsync()
    {
        if (_actor is null)
            return;
        var items = await listWorklist.RunAsync(_actor, choice.Filter, CancellationToken.None);
        _truncated = items.Count == choice.Filter.Take;
        _view = WorklistView.Of(items);
    }

    private async Task RetryAsync(WorklistItem item)
    {
        if (_actor is null)
            return;
        var queued = 0;
        foreach (var film in item.Failed)
            queued += await retryAnalysis.RunAsync(_actor, item.Study, film, CancellationToken.None) ? 1 : 0;
        _announcement = queued > 0 ? "It is in the queue again." : "There is nothing to try again: it has been analysed or queued meanwhile.";
        await LoadAsync();
    }

    private async Task AnalyseFirstAsync(WorklistItem item)
    {
        if (_actor is null)
            return;
        _announcement = await prioritise.RunAsync(_actor, item.Study, AnalysisPriority.Stat, CancellationToken.None) > 0
            ? "It is analysed next."
            : "It is analysed next already, or just now.";
        await LoadAsync();
    }

    private Task SearchAsync(string? text)
    {
        choice.Search(text);
        return LoadAsync();
    }

    private Task FilterAsync(ReadFilter filter)
    {
        choice.Choose(filter);
        return LoadAsync();
    }

    private Task ShowAllAsync()
    {
        choice.ShowAll();
        return LoadAsync();
    }
}
