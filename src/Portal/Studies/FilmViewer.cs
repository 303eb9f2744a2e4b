using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace OxiPortal.Portal.Studies;

/// <summary>The viewer in the browser, as the study page speaks to it. The module is built from <c>Viewer/</c>.</summary>
internal sealed class FilmViewer : IAsyncDisposable
{
    public const string Module = "/viewer/viewer.js";
    public const string Styles = "viewer/viewer.css";

    private readonly IJSObjectReference _module;
    private readonly IJSObjectReference _viewer;

    private FilmViewer(IJSObjectReference module, IJSObjectReference viewer) => (_module, _viewer) = (module, viewer);

    /// <param name="leaving">The page is left. A viewer that opens all the same is closed at once: it would go on taking the keys of every page.</param>
    /// <exception cref="JSException">The browser could not load or start it.</exception>
    /// <exception cref="OperationCanceledException">The page is left, or the browser did not answer in time.</exception>
    public static async Task<FilmViewer> OpenAsync<TPage>(
        IJSRuntime js, ViewerPlaces places, ViewerOptions options, DotNetObjectReference<TPage> page, CancellationToken leaving)
        where TPage : class
    {
        // The token is not handed on: the browser would open the viewer nevertheless, and nobody would have it in hand.
        var module = await js.InvokeAsync<IJSObjectReference>("import", Module);
        leaving.ThrowIfCancellationRequested();
        var viewer = new FilmViewer(module, await module.InvokeAsync<IJSObjectReference>("open", places, options, page));
        if (leaving.IsCancellationRequested)
        {
            await viewer.DisposeAsync();
            leaving.ThrowIfCancellationRequested();
        }
        return viewer;
    }

    public ValueTask UpdateAsync(ViewerPageState state) => _viewer.InvokeVoidAsync("update", state);

    public ValueTask ShowFilmAsync(string instance) => _viewer.InvokeVoidAsync("showFilm", instance);

    public ValueTask CentreOnAsync(string key) => _viewer.InvokeVoidAsync("centreOn", key);

    public ValueTask SetReasonMenuAsync(bool open) => _viewer.InvokeVoidAsync("setReasonMenu", open);

    /// <param name="command">One of Viewer/keys.ts.</param>
    public ValueTask RunAsync(string command) => _viewer.InvokeVoidAsync("run", command);

    /// <summary>Whether no box would be lost. Where one would, the viewer tells the reader.</summary>
    public ValueTask<bool> MayLeaveAsync() => _viewer.InvokeAsync<bool>("mayLeave");

    /// <summary>JSON: what the reader sees now.</summary>
    public ValueTask<string> DisplayedAsync() => _viewer.InvokeAsync<string>("displayed");

    public async ValueTask DisposeAsync()
    {
        try
        {
            await _viewer.InvokeVoidAsync("dispose");
            await _viewer.DisposeAsync();
            await _module.DisposeAsync();
        }
        catch (JSDisconnectedException)
        {
            // The page is gone, and the viewer with it.
        }
    }
}

/// <summary>The places on the page that the viewer fills.</summary>
internal sealed record ViewerPlaces(ElementReference Page, ElementReference Film, ElementReference Panel, ElementReference Controls);
