using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.JSInterop;
using OxiPortal.Domain.Reading;
using OxiPortal.Domain.Sites;
using OxiPortal.Infrastructure.Identity;
using OxiPortal.Infrastructure.Reading;
using OxiPortal.Portal.Worklist;

namespace OxiPortal.Portal.Qa;

/// <summary>QA confirms or rejects readers' decisions, one after the other, by mouse or by keys. The list follows what readers and other QA do.</summary>
public sealed partial class QaPage(
    ListReviews listReviews,
    ReviewVerdict reviewVerdict,
    LabelSignals signals,
    TimeProvider time,
    AuthenticationStateProvider authentication,
    IJSRuntime js) : IAsyncDisposable
{
    private readonly ReviewList _reviews = new();
    private ReviewCard? _card;
    private Actor? _actor;
    private bool _loaded;
    private bool _busy;
    private int _decided;
    private string? _notice;
    private string? _announcement;
    private LiveUpdates? _updates;
    private ElementReference _list;
    private VerdictId? _revealed;
    private IJSObjectReference? _keys;
    private IJSObjectReference? _listKeys;
    private IJSObjectReference? _listening;
    private DotNetObjectReference<QaPage>? _self;

    /// <summary>A key that was pressed outside a field: c, r, j or k.</summary>
    /// <param name="key">In lower case.</param>
    /// <param name="seen">The decision that was on screen with its picture; null: none. A review cannot be taken back, so that no other is decided.</param>
    [JSInvokable]
    public async Task KeyAsync(string key, Guid? seen)
    {
        _notice = key is "j" or "k" ? null : _notice;
        var isCurrent = seen is not null && seen == _reviews.Current?.Verdict.Value;
        switch (key)
        {
            case "c" when isCurrent && _card is not null:
                await _card.DecideAsync(ReviewDecision.Confirmed);
                break;
            case "r" when isCurrent && _card is not null:
                await _card.DecideAsync(ReviewDecision.Rejected);
                break;
            case "j":
                _reviews.Move(+1);
                break;
            case "k":
                _reviews.Move(-1);
                break;
        }
        StateHasChanged();
    }

    public async ValueTask DisposeAsync()
    {
        if (_updates is not null)
            await _updates.DisposeAsync();
        try
        {
            if (_listening is not null)
            {
                await _listening.InvokeVoidAsync("dispose");
                await _listening.DisposeAsync();
            }
            if (_keys is not null)
                await _keys.DisposeAsync();
            if (_listKeys is not null)
                await _listKeys.DisposeAsync();
        }
        catch (JSDisconnectedException)
        {
            // The page is gone, and the module with it.
        }
        _self?.Dispose();
    }

    protected override async Task OnInitializedAsync()
    {
        _actor = ActorClaims.From((await authentication.GetAuthenticationStateAsync()).User);
        if (_actor is not null)
            _reviews.Show(await listReviews.RunAsync(_actor, CancellationToken.None));
        _loaded = true;
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            _updates = new LiveUpdates(time, () => InvokeAsync(RefreshAsync), signals.Labels);
            _self = DotNetObjectReference.Create(this);
            _keys = await js.InvokeAsync<IJSObjectReference>("import", "/js/page-keys.js");
            _listening = await _keys.InvokeAsync<IJSObjectReference>("listen", _self, new[] { "c", "r", "j", "k" });
            _listKeys = await js.InvokeAsync<IJSObjectReference>("import", "/js/list-keys.js");
        }
        if (_keys is null || _listKeys is null || _reviews.Current?.Verdict is not { } current || current == _revealed)
            return;
        _revealed = current;
        // The list comes and goes with its content; the module knows a list that it already serves.
        await _listKeys.InvokeVoidAsync("serve", _list);
        await _keys.InvokeVoidAsync("reveal", _list);
    }

    private void Select(VerdictId verdict)
    {
        _notice = null;
        _reviews.Select(verdict);
    }

    private async Task RefreshAsync()
    {
        if (_actor is null)
            return;
        var decided = _decided;
        try
        {
            var fresh = await listReviews.RunAsync(_actor, CancellationToken.None);
            // Read before a decision of ours: it would bring back what we took off the list. That decision wakes us again.
            if (_busy || decided != _decided)
                return;
            var (shown, before) = (_reviews.Current?.Verdict, _reviews.Items.Select(i => i.Verdict).ToHashSet());
            _reviews.Show(fresh);
            if (shown is not null && _reviews.Current?.Verdict != shown)
                _notice = "The decision that you were looking at has been checked meanwhile.";
            if (fresh.Count(i => !before.Contains(i.Verdict)) is > 0 and var more)
                _announcement = $"{more} more to check.";
        }
        catch (Exception e)
        {
            // Nobody awaits this: without the page's error boundary it would be lost.
            await DispatchExceptionAsync(e);
            return;
        }
        StateHasChanged();
    }

    private async Task DecideAsync((ReviewItem Item, ReviewDecision Decision, string? Comment) made)
    {
        // A click that was under way when the next decision came: see ReviewCard.
        if (_busy || _actor is null || made.Item.Verdict != _reviews.Current?.Verdict)
            return;
        _busy = true;
        try
        {
            _notice = await reviewVerdict.RunAsync(_actor, made.Item.Verdict, made.Decision, made.Comment, CancellationToken.None) switch
            {
                ReviewOutcome.AlreadyReviewed already =>
                    $"{already.Review.ReviewedBy} was first and {already.Review.Decision.ToString().ToLowerInvariant()} this decision; that stands.",
                ReviewOutcome.Invalid invalid => invalid.Sentence,
                _ => null,
            };
            _reviews.Remove(made.Item.Verdict);
            // The list may have grown meanwhile.
            if (_reviews.Current is null)
                _reviews.Show(await listReviews.RunAsync(_actor, CancellationToken.None));
        }
        finally
        {
            _decided++;
            _busy = false;
        }
    }
}
