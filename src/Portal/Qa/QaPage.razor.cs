using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.JSInterop;
using OxiPortal.Domain.Reading;
using OxiPortal.Domain.Sites;
using OxiPortal.Infrastructure.Identity;
using OxiPortal.Infrastructure.Reading;

namespace OxiPortal.Portal.Qa;

/// <summary>QA confirms or rejects readers' decisions, one after the other, by mouse or by keys.</summary>
public sealed partial class QaPage(ListReviews listReviews, ReviewVerdict reviewVerdict, AuthenticationStateProvider authentication, IJSRuntime js)
    : IAsyncDisposable
{
    private readonly ReviewList _reviews = new();
    private ReviewCard? _card;
    private Actor? _actor;
    private bool _loaded;
    private bool _busy;
    private string? _notice;
    private IJSObjectReference? _keys;
    private IJSObjectReference? _listening;
    private DotNetObjectReference<QaPage>? _self;

    /// <summary>A key that was pressed outside a field: c, r, j or k.</summary>
    [JSInvokable]
    public async Task KeyAsync(string key)
    {
        _notice = key is "j" or "k" ? null : _notice;
        switch (key)
        {
            case "c" when _card is not null:
                await _card.DecideAsync(ReviewDecision.Confirmed);
                break;
            case "r" when _card is not null:
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
        try
        {
            if (_listening is not null)
            {
                await _listening.InvokeVoidAsync("dispose");
                await _listening.DisposeAsync();
            }
            if (_keys is not null)
                await _keys.DisposeAsync();
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
        if (!firstRender)
            return;
        _self = DotNetObjectReference.Create(this);
        _keys = await js.InvokeAsync<IJSObjectReference>("import", "/js/page-keys.js");
        _listening = await _keys.InvokeAsync<IJSObjectReference>("listen", _self, new[] { "c", "r", "j", "k" });
    }

    private async Task DecideAsync((ReviewItem Item, ReviewDecision Decision, string? Comment) made)
    {
        if (_busy || _actor is null)
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
            _busy = false;
        }
    }
}
