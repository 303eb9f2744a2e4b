using System.Net;
using System.Net.Sockets;

namespace OxiPortal.Infrastructure.Tests.Support;

/// <summary>A wire to a server of this machine that can be cut or stopped after some bytes, as where a server is killed or hangs in the middle.</summary>
public sealed class FaultyWire : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;
    private readonly int _server;
    private int _connections;

    public FaultyWire(int server)
    {
        _server = server;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Made so far.</summary>
    public int Connections => _connections;

    /// <summary>Of each connection from now on: bytes to the server after which it is cut.</summary>
    public long CutUp { get; set; } = long.MaxValue;

    /// <summary>Of each connection from now on: bytes from the server after which it is cut.</summary>
    public long CutDown { get; set; } = long.MaxValue;

    /// <summary>Cuts happen this often; then the wire is good.</summary>
    public int Cuts { get; set; } = int.MaxValue;

    /// <summary>Nothing is cut: the bytes stop coming.</summary>
    public bool HangsInstead { get; set; }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var served = new List<Task>();
        try
        {
            while (true)
                served.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(served);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        Interlocked.Increment(ref _connections);
        using (client)
        using (var server = new TcpClient())
        using (var ended = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token))
        {
            try
            {
                await server.ConnectAsync(IPAddress.Loopback, _server, _stop.Token);
                await Task.WhenAny(
                    PumpAsync(client.GetStream(), server.GetStream(), () => CutUp, ended.Token),
                    PumpAsync(server.GetStream(), client.GetStream(), () => CutDown, ended.Token)).Unwrap();
            }
            catch (Exception e) when (e is OperationCanceledException or IOException or SocketException)
            {
                // Cut, or an end is gone.
            }
            await ended.CancelAsync();
            client.LingerState = new LingerOption(true, 0);
        }
    }

    private async Task PumpAsync(NetworkStream from, NetworkStream to, Func<long> limit, CancellationToken cancel)
    {
        var buffer = new byte[64 * 1024];
        for (long total = 0; ;)
        {
            var read = await from.ReadAsync(buffer, cancel);
            if (read == 0)
                return;
            var rest = Cuts > 0 ? Math.Max(0, limit() - total) : long.MaxValue;
            await to.WriteAsync(buffer.AsMemory(0, (int)Math.Min(read, rest)), cancel);
            total += read;
            if (read < rest)
                continue;
            Cuts--;
            if (!HangsInstead)
                return;
            await Task.Delay(Timeout.Infinite, cancel);
        }
    }
}
