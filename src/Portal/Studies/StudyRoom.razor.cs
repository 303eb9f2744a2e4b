using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.JSInterop;
using OxiPortal.Domain.Imaging;
using OxiPortal.Domain.Labels;
using OxiPortal.Domain.Sites;
using OxiPortal.Infrastructure.Identity;
using OxiPortal.Portal.Hubs;

namespace OxiPortal.Portal.Studies;

/// <summary>One open study. Events arrive twice on purpose: here for words and findings, in the browser (by the hub) for what is drawn.</summary>
public sealed partial class StudyRoom(
    IStudyDesk desk,
    AuthenticationStateProvider authentication,
    NavigationManager navigation,
    IJSRuntime js,
    TimeProvider time,
    ILogger<StudyRoom> logger) : IAsyncDisposable
{
    private readonly CancellationTokenSource _leaving = new();
    private ElementReference _page;
    private ElementReference _filmPlace;
    private ElementReference _panel;
    private ElementReference _controlsPlace;
    private DotNetObjectReference<StudyRoom>? _self;
    private FilmViewer? _viewer;

    /// <summary>The film that the viewer was last asked to show.</summary>
    private SopInstanceUid? _shown;
    private Actor? _actor;
    private StudySession? _session;
    private WorklistPlace? _place;
    private bool _missing;
    private string? _viewerProblem;
    private Task _watching = Task.CompletedTask;

    [Parameter, EditorRequired]
    public StudyInstanceUid Uid { get; set; }

    /// <summary>"cpu": paint without the graphics card.</summary>
    [Parameter]
    public string? Renderer { get; set; }

    /// <summary>A key or a button asked for an act of reading: see Viewer/keys.ts.</summary>
    [JSInvokable]
    public Task CommandAsync(string command) => InvokeAsync(async () =>
    {
        if (_session is not { } session)
            return;
        // Other calls run while this one waits for the browser or the database: what is decided is what was selected now.
        var selected = session.Selected;
        switch (command)
        {
            case "next-finding":
                session.Step(+1);
                break;
            case "previous-finding":
                session.Step(-1);
                break;
            case "accept":
                await session.AcceptAsync(selected, await DisplayedAsync());
                break;
            case "reject":
                session.ChooseReason();
                break;
            case "undo":
                await session.WithdrawAsync();
                break;
            case "nothing-more":
                session.ToggleNothingMore();
                break;
            case "submit":
                await session.SubmitAsync();
                break;
            case "cancel":
                session.Cancel();
                break;
            case "next-case" when _place?.Next is { } next:
                navigation.NavigateTo($"studies/{next.Value}");
                return;
            case "previous-case" when _place?.Previous is { } previous:
                navigation.NavigateTo($"studies/{previous.Value}");
                return;
        }
        await FollowAsync(session.Selected?.Key != selected?.Key);
    });

    /// <summary>The digit of a reason was pressed or its button clicked.</summary>
    [JSInvokable]
    public Task RejectAsync(int number) => InvokeAsync(async () =>
    {
        // Between R and the digit the reader may have gone on to another finding, which closes the list: no reason is meant for that one.
        if (_session is not { ChoosingReason: true } session)
            return;
        var selected = session.Selected;
        await session.RejectAsync(selected, number, await DisplayedAsync());
        await FollowAsync();
    });

    /// <summary>A finding was clicked, on the film or in the list.</summary>
    [JSInvokable]
    public Task SelectAsync(string key) => InvokeAsync(async () =>
    {
        _session?.Select(key);
        await FollowAsync(centre: true);
    });

    /// <summary>The reader finished a box.</summary>
    [JSInvokable]
    public async Task<SaveAnswer> SaveBoxAsync(BoxAct act)
    {
        var answer = new SaveAnswer(false, "The page is still loading. The box is sent again.", true);
        await InvokeAsync(async () =>
        {
            if (_session is not { } session)
                return;
            answer = await session.SaveBoxAsync(act);
            await FollowAsync();
        });
        return answer;
    }

    public async ValueTask DisposeAsync()
    {
        await _leaving.CancelAsync();
        await _watching;
        if (_viewer is not null)
            await _viewer.DisposeAsync();
        _self?.Dispose();
        _leaving.Dispose();
    }

    protected override async Task OnInitializedAsync()
    {
        _actor = ActorClaims.From((await authentication.GetAuthenticationStateAsync()).User)
            ?? throw new AccessDeniedException("Nobody is signed in.");
        if (await desk.OpenAsync(_actor, Uid, _leaving.Token) is not { } study)
        {
            _missing = true;
            return;
        }
        _session = new StudySession(desk, _actor, study, time, logger, () => _ = InvokeAsync(StateHasChanged));
        _place = await desk.PlaceAsync(_actor, Uid, _leaving.Token);
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        // The first picture may come before the study is read; there is nothing to show until then.
        if (_session is not { } session || _self is not null)
            return;
        _self = DotNetObjectReference.Create(this);
        _watching = WatchAsync(session);
        _shown = session.Film?.Instance.Instance;
        try
        {
            _viewer = await FilmViewer.OpenAsync(js, new(_page, _filmPlace, _panel, _controlsPlace), Options(session), _self, _leaving.Token);
            // Meanwhile another film may have been chosen, and findings may have come.
            await FollowAsync();
        }
        catch (Exception e) when (e is JSDisconnectedException || (_leaving.IsCancellationRequested && (e is JSException or OperationCanceledException)))
        {
            // Left before it was open.
        }
        catch (Exception e) when (e is JSException or OperationCanceledException)
        {
            StudyLog.ViewerNotOpened(logger, e);
            _viewerProblem = "The film viewer could not be started in this browser. Reload the page; if it stays so, use a current Firefox, Chrome or Edge.";
            StateHasChanged();
        }
    }

    private Task ShowFilmAsync(SopInstanceUid film) => InvokeAsync(async () =>
    {
        _session?.ShowFilm(film);
        await FollowAsync();
    });

    /// <summary>
    /// A button of the panel. What depends on the boxes in the browser goes the way of the keys, through the viewer: it draws and edits them, and asks
    /// for nothing that would lose one.
    /// </summary>
    private async Task ButtonAsync(string command)
    {
        if (command is not ("draw" or "edit" or "submit") || _viewerProblem is not null)
            await CommandAsync(command);
        else if (_viewer is not null)
            await _viewer.RunAsync(command);
    }

    /// <summary>Boxes that are not saved live in the browser: the viewer knows whether the page may be left, and tells the reader why not.</summary>
    private async Task BeforeLeavingAsync(LocationChangingContext leaving)
    {
        var here = new Uri(navigation.Uri).AbsolutePath;
        if (_viewer is not { } viewer || navigation.ToAbsoluteUri(leaving.TargetLocation).AbsolutePath == here)
            return;
        try
        {
            if (!await viewer.MayLeaveAsync())
                leaving.PreventNavigation();
        }
        catch (Exception e) when (e is JSException or JSDisconnectedException or OperationCanceledException)
        {
            // A viewer that does not answer keeps nobody; what is on its way stays in the browser's tab.
        }
    }

    /// <summary>Brings panel and viewer in line with the session.</summary>
    /// <param name="centre">The selected finding is to come to the middle of the film.</param>
    private async Task FollowAsync(bool centre = false)
    {
        StateHasChanged();
        if (_session is not { } session || _viewer is not { } viewer)
            return;
        try
        {
            if (session.Film?.Instance.Instance is { } film && film != _shown)
            {
                // Noted before it is done: while the browser answers, other calls come here.
                _shown = film;
                await viewer.ShowFilmAsync(film.Value);
            }
            await viewer.UpdateAsync(PageState(session));
            await viewer.SetReasonMenuAsync(session.ChoosingReason);
            if (centre && session.Selected is { } selected)
                await viewer.CentreOnAsync(selected.Key);
        }
        catch (JSDisconnectedException)
        {
            // The page is gone; what was decided is kept.
        }
        catch (OperationCanceledException)
        {
            // The circuit was away for longer than a call to the browser waits. When it is back, the viewer asks for all this anew ("refresh").
            _shown = null;
        }
    }

    private async Task WatchAsync(StudySession session)
    {
        var after = session.WatchAfter;
        while (!_leaving.IsCancellationRequested)
        {
            try
            {
                await foreach (var recorded in desk.WatchAsync(_actor!, Uid, after, _leaving.Token))
                {
                    after = recorded.Sequence;
                    await InvokeAsync(async () =>
                    {
                        session.Take(recorded);
                        await FollowAsync();
                    });
                }
                return;
            }
            catch (OperationCanceledException) when (_leaving.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                StudyLog.WatchStopped(logger, e);
                await Task.Delay(TimeSpan.FromSeconds(5), time, _leaving.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task<string> DisplayedAsync() => _viewer is null ? "{}" : await _viewer.DisplayedAsync();

    private ViewerOptions Options(StudySession session) => new(
        _actor!.UserId.ToString("N"),
        Uid.Value,
        "/dicomweb",
        AnalysisHub.Path,
        [.. session.Films.Select((f, i) => new ViewerFilm(f.Instance.Instance.Value, f.Instance.Series.Value, f.Title(i + 1)))],
        session.Film?.Instance.Instance.Value,
        [.. FindingLabels.Drawable.Select(l => new ViewerLabel(l.Scheme, l.Code, l.Meaning))],
        session.MayDecide,
        desk.LowestOperatingPoint,
        session.Study.LastEventSequence,
        Renderer == "cpu" ? "cpu" : "auto");

    private static ViewerPageState PageState(StudySession session) => new(
        [.. session.Findings.Select(ViewerFinding.Of)], session.Selected?.Key, session.MayDecide, session.Film?.ModelText ?? "");
}
