using System.Text.Json;
using Microsoft.Playwright;

namespace OxiPortal.EndToEnd.Support;

/// <summary>
/// Stands between the browser and the analysis hub and lets the server's messages through one by one, so that a test can look at the page
/// at a moment of its choice instead of racing the models. What the server says is neither changed nor reordered.
/// </summary>
internal sealed class HeldHub
{
    private const char RecordSeparator = '\u001e';
    private readonly Queue<string> _held = new();
    private readonly Lock _gate = new();
    private IWebSocketRoute? _browser;
    private bool _open;

    /// <summary>Kinds of the events let through so far, in order.</summary>
    public List<string> LetThrough { get; } = [];

    public static async Task<HeldHub> PutBetweenAsync(IPage page)
    {
        var hub = new HeldHub();
        await page.RouteWebSocketAsync(url => url.Contains("/hubs/analysis", StringComparison.Ordinal), browser =>
        {
            var server = browser.ConnectToServer();
            hub._browser = browser;
            server.OnMessage(frame => hub.Hear(frame.Text ?? throw new InvalidOperationException("The hub was expected to speak JSON.")));
        });
        return hub;
    }

    /// <summary>Lets the next event through. False: none has arrived yet.</summary>
    public bool LetOneThrough()
    {
        lock (_gate)
        {
            if (!_held.TryDequeue(out var message))
                return false;
            Pass(message);
            return true;
        }
    }

    /// <summary>What the next event is; null: none has arrived yet.</summary>
    public string? NextKind()
    {
        lock (_gate)
            return _held.TryPeek(out var message) ? KindOf(message) : null;
    }

    /// <summary>From now on nothing is held.</summary>
    public void Open()
    {
        lock (_gate)
        {
            _open = true;
            while (_held.TryDequeue(out var message))
                Pass(message);
        }
    }

    private void Hear(string frame)
    {
        lock (_gate)
        {
            foreach (var message in frame.Split(RecordSeparator, StringSplitOptions.RemoveEmptyEntries))
            {
                // The handshake and the pings are the transport's own.
                if (_open || KindOf(message) is null)
                    Pass(message);
                else
                    _held.Enqueue(message);
            }
        }
    }

    private void Pass(string message)
    {
        if (KindOf(message) is { } kind)
            LetThrough.Add(kind);
        _browser!.Send(message + RecordSeparator);
    }

    private static string? KindOf(string message)
    {
        using var json = JsonDocument.Parse(message);
        return json.RootElement.TryGetProperty("item", out var item) && item.TryGetProperty("kind", out var kind) ? kind.GetString() : null;
    }
}
