using System.Globalization;
using OxiPortal.Training.Optimisation;

namespace OxiPortal.Training.Commands;

/// <summary>Tells how far a run is: one line that renews itself on a terminal, a plain line every half minute elsewhere.</summary>
internal sealed class ProgressLine(TextWriter output, string what, TimeProvider time, bool terminal)
{
    private static readonly TimeSpan OnTerminal = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan Elsewhere = TimeSpan.FromSeconds(30);

    private long _last = time.GetTimestamp();
    private double _since = double.NaN;
    private long _images;

    public void Tell(TrainingProgress progress)
    {
        var passed = time.GetElapsedTime(_last);
        if (double.IsNaN(_since))
            (_since, _images) = (progress.Seconds, progress.Images);
        if (passed < (terminal ? OnTerminal : Elsewhere) && progress.Done < 1)
            return;
        _last = time.GetTimestamp();
        var speed = (progress.Images - _images) / Math.Max(0.001, progress.Seconds - _since);
        var left = TimeSpan.FromSeconds(Math.Min(1e6, progress.Seconds * (1 - progress.Done) / Math.Max(1e-6, progress.Done)));
        var line = string.Create(CultureInfo.InvariantCulture,
            $"{what}: {progress.Done:P0}, {progress.Images} images, {speed:F1}/s, loss {progress.Loss:F4}, {Math.Ceiling(left.TotalMinutes)} min left");
        if (terminal)
            output.Write(progress.Done < 1 ? $"\r{line}\u001b[K" : $"\r{line}\u001b[K\n");
        else
            output.WriteLine(line);
        output.Flush();
    }
}
