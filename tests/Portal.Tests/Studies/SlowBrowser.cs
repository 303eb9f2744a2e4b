using Microsoft.JSInterop;

namespace OxiPortal.Portal.Tests.Studies;

/// <summary>A browser in which the viewer opens when a test says so; it is page, module and viewer in one, and writes down what it is asked.</summary>
internal sealed class SlowBrowser : IJSRuntime, IJSObjectReference
{
    private readonly TaskCompletionSource _opening = new();

    /// <summary>Each call with its first argument, where that is a text.</summary>
    public List<(string Method, string? Argument)> Calls { get; } = [];

    public void Open() => _opening.SetResult();

    public async ValueTask<TValue> InvokeAsync<TValue>(string identifier, object?[]? args)
    {
        Calls.Add((identifier, args is [string text, ..] ? text : null));
        if (identifier == "open")
            await _opening.Task;
        return typeof(TValue) == typeof(IJSObjectReference) ? (TValue)(object)this : default!;
    }

    public ValueTask<TValue> InvokeAsync<TValue>(string identifier, CancellationToken cancellationToken, object?[]? args) =>
        InvokeAsync<TValue>(identifier, args);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
