using System.Globalization;
using System.Text;
using OxiPortal.Portal.Observability;

namespace OxiPortal.Portal.Administration;

/// <summary>The queue's last hour as a line: time from left to right, films from the bottom up.</summary>
/// <param name="Line">Points of an SVG polyline, "x,y x,y".</param>
/// <param name="Most">Films at the top edge; at least 1.</param>
/// <param name="Words">The same for those who do not see it.</param>
public sealed record QueuePlot(string Line, int Most, string Words)
{
    public const int Width = 600;
    public const int Height = 80;

    private static readonly TimeSpan Span = TimeSpan.FromHours(1);

    /// <param name="points">Oldest first.</param>
    /// <param name="of">What is plotted.</param>
    /// <param name="name">What that is, in words.</param>
    /// <param name="now">The right edge.</param>
    public static QueuePlot Draw(IReadOnlyList<QueuePoint> points, Func<QueuePoint, int> of, string name, DateTimeOffset now)
    {
        var most = Math.Max(1, points.Select(of).DefaultIfEmpty().Max());
        var line = new StringBuilder();
        foreach (var point in points.Where(p => now - p.At <= Span))
        {
            var x = Width * (1 - Math.Max(0, (now - point.At) / Span));
            var y = Height - 1 - (Height - 2.0) * of(point) / most;
            line.Append(CultureInfo.InvariantCulture, $"{x:0.#},{y:0.#} ");
        }
        var words = points.Count == 0
            ? $"{name}: nothing is known yet."
            : string.Create(CultureInfo.InvariantCulture, $"{name} over the last hour: now {of(points[^1])}, at most {points.Max(of)}.");
        return new QueuePlot(line.ToString().TrimEnd(), most, words);
    }
}
