using System.Diagnostics;
using System.Globalization;

namespace OxiPortal.Cli.Commands;

/// <summary>How far a long job is, on one line that is written over; nothing where there is no terminal.</summary>
internal sealed class ProgressLine(TextWriter writer, int total)
{
    private readonly bool _shown = writer == Console.Error && !Console.IsErrorRedirected;
    private readonly long _started = Stopwatch.GetTimestamp();

    public void Show(int done)
    {
        if (!_shown || done == 0 || done >= total)
            return;
        var left = Stopwatch.GetElapsedTime(_started) / done * (total - done);
        writer.Write(string.Create(CultureInfo.InvariantCulture, $"{done} of {total}, {(int)left.TotalMinutes} min {left.Seconds} s left"));
    }

    /// <summary>Makes room for other lines.</summary>
    public void Clear()
    {
        if (_shown)
            writer.Write("\r\e[K");
    }
}
