using System.Diagnostics;
using System.Text;

namespace OxiPortal.EndToEnd.Support;

/// <summary>One run of the real <c>oxi</c> command as a process of its own; what it prints is kept for the failure message.</summary>
internal sealed class OxiProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _printed = new();
    private readonly List<(string Text, TaskCompletionSource Seen)> _awaited = [];

    private OxiProcess(Process process) => _process = process;

    public bool HasEnded => _process.HasExited;

    public string Printed
    {
        get
        {
            lock (_printed)
                return _printed.ToString();
        }
    }

    public static OxiProcess Start(IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = SourceTree.Root,
        };
        start.ArgumentList.Add(SourceTree.OxiDll);
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        start.Environment["OXIPORTAL_TRAINING"] = SourceTree.TrainingDll;
        foreach (var (key, value) in environment ?? new Dictionary<string, string>())
            start.Environment[key] = value;

        var process = new Process { StartInfo = start };
        var oxi = new OxiProcess(process);
        process.OutputDataReceived += (_, line) => oxi.Hear(line.Data);
        process.ErrorDataReceived += (_, line) => oxi.Hear(line.Data);
        process.Start();
        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return oxi;
    }

    /// <summary>Waits until a line with the text was printed.</summary>
    /// <exception cref="InvalidOperationException">The process ended, or the time ran out, first.</exception>
    public async Task WaitForLineAsync(string text, TimeSpan atMost)
    {
        var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_printed)
        {
            if (_printed.ToString().Contains(text, StringComparison.Ordinal))
                return;
            _awaited.Add((text, seen));
        }
        var first = await Task.WhenAny(seen.Task, _process.WaitForExitAsync(), Task.Delay(atMost));
        if (first != seen.Task)
            throw new InvalidOperationException($"'{text}' was not printed (the process {(_process.HasExited ? "ended" : "still runs")}):\n{Printed}");
    }

    public async Task<int> WaitForExitAsync(TimeSpan atMost)
    {
        using var limit = new CancellationTokenSource(atMost);
        try
        {
            await _process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill(entireProcessTree: true);
            throw new InvalidOperationException($"The process did not end within {atMost}:\n{Printed}");
        }
        return _process.ExitCode;
    }

    /// <summary>To the process itself, not to those that it started. One that has ended hears nothing.</summary>
    public void Signal(UnixSignal signal)
    {
        if (!_process.HasExited)
            UnixSignals.Send(_process.Id, signal);
    }

    /// <summary>As a power cut would: no clean stop.</summary>
    public async Task KillAsync()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process.Dispose();
    }

    private void Hear(string? line)
    {
        if (line is null)
            return;
        lock (_printed)
        {
            _printed.AppendLine(line);
            foreach (var (_, seen) in _awaited.Where(a => line.Contains(a.Text, StringComparison.Ordinal)))
                seen.TrySetResult();
        }
    }
}
