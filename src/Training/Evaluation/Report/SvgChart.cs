using System.Globalization;
using System.Security;
using System.Text;

namespace OxiPortal.Training.Evaluation.Report;

/// <summary>One plot as SVG: curves, points and level lines over two linear axes. Readable on light and on dark ground.</summary>
public sealed class SvgChart(string title, string xName, string yName)
{
    private const int Side = 320;
    private const int Left = 62;
    private const int Top = 40;
    private const int Ticks = 5;
    private static readonly string[] Colours = ["#1565c0", "#c62828", "#2e7d32", "#6a1b9a", "#ef6c00"];

    private readonly List<string> _drawn = [];
    private readonly List<(string Name, string Colour)> _legend = [];

    public (double From, double To) X { get; init; } = (0, 1);
    public (double From, double To) Y { get; init; } = (0, 1);

    /// <summary>A curve; what lies outside the axes is left out.</summary>
    public SvgChart Curve(string name, IEnumerable<(double X, double Y)> points)
    {
        var path = string.Join(' ', points.Where(Within).Select(p => Text($"{AtX(p.X):F1},{AtY(p.Y):F1}")));
        _drawn.Add($"<polyline points=\"{path}\" fill=\"none\" stroke=\"{Named(name)}\" stroke-width=\"2\"/>");
        return this;
    }

    /// <summary>Dots, each with a hint that says what it is.</summary>
    public SvgChart Dots(string name, IEnumerable<(double X, double Y, string Hint)> points)
    {
        var colour = Named(name);
        foreach (var (x, y, hint) in points.Where(p => Within((p.X, p.Y))))
            _drawn.Add(Text($"<circle cx=\"{AtX(x):F1}\" cy=\"{AtY(y):F1}\" r=\"3\" fill=\"{colour}\" fill-opacity=\"0.6\"><title>{SecurityElement.Escape(hint)}</title></circle>"));
        return this;
    }

    /// <summary>Upright lines from low to high with a dot at the value: figures with their intervals.</summary>
    public SvgChart Intervals(string name, IEnumerable<(double X, double Value, double Low, double High, string Hint)> figures)
    {
        var colour = Named(name);
        foreach (var (x, value, low, high, hint) in figures)
        {
            _drawn.Add(Text($"<path d=\"M{AtX(x):F1} {AtY(Math.Max(low, Y.From)):F1}V{AtY(Math.Min(high, Y.To)):F1}\" stroke=\"{colour}\" stroke-width=\"2\"/>")
                + Text($"<circle cx=\"{AtX(x):F1}\" cy=\"{AtY(value):F1}\" r=\"4\" fill=\"{colour}\"><title>{SecurityElement.Escape(hint)}</title></circle>"));
        }
        return this;
    }

    /// <summary>A dashed level across the plot.</summary>
    public SvgChart Level(double y, string label)
    {
        if (Within((X.From, y)))
        {
            _drawn.Add(Text($"<path d=\"M{Left} {AtY(y):F1}h{Side}\" stroke=\"#888\" stroke-dasharray=\"5 4\"/>")
                + Text($"<text x=\"{Left + 6}\" y=\"{AtY(y) - 4:F1}\" fill=\"#666\">{SecurityElement.Escape(label)}</text>"));
        }
        return this;
    }

    /// <summary>The diagonal: what chance, or perfect agreement, comes to.</summary>
    public SvgChart Diagonal()
    {
        _drawn.Add(Text($"<path d=\"M{Left} {Top + Side}L{Left + Side} {Top}\" stroke=\"#888\" stroke-dasharray=\"5 4\"/>"));
        return this;
    }

    /// <param name="categories">Names in place of numbers under the x axis, at 1, 2, ...</param>
    public string ToSvg(IReadOnlyList<string>? categories = null)
    {
        var svg = new StringBuilder();
        svg.Append(Text($"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Left + Side + 20} {Top + Side + 56}\" width=\"{Left + Side + 20}\" role=\"img\" font-family=\"sans-serif\" font-size=\"12\">"))
            .Append(Text($"<title>{SecurityElement.Escape(title)}</title><rect width=\"100%\" height=\"100%\" fill=\"white\"/>"))
            .Append(Text($"<text x=\"{Left}\" y=\"24\" font-size=\"15\">{SecurityElement.Escape(title)}</text>\n"));
        for (var i = 0; i <= Ticks; i++)
        {
            var (x, y) = (Left + i * Side / Ticks, Top + Side - i * Side / Ticks);
            svg.Append(Text($"<path d=\"M{(categories is null ? x : Left)} {Top}V{Top + Side}M{Left} {y}H{Left + Side}\" stroke=\"#ddd\"/>"))
                .Append(Text($"<text x=\"{Left - 6}\" y=\"{y + 4}\" text-anchor=\"end\">{Tick(Y, i)}</text>"));
            if (categories is null)
                svg.Append(Text($"<text x=\"{x}\" y=\"{Top + Side + 16}\" text-anchor=\"middle\">{Tick(X, i)}</text>\n"));
        }
        for (var i = 0; i < (categories?.Count ?? 0); i++)
            svg.Append(Text($"<text x=\"{AtX(i + 1):F1}\" y=\"{Top + Side + 16}\" text-anchor=\"middle\" font-size=\"10\">{SecurityElement.Escape(categories![i])}</text>\n"));
        svg.Append(Text($"<text x=\"{Left + Side / 2}\" y=\"{Top + Side + 38}\" text-anchor=\"middle\">{SecurityElement.Escape(xName)}</text>"))
            .Append(Text($"<text transform=\"translate(16 {Top + Side / 2}) rotate(-90)\" text-anchor=\"middle\">{SecurityElement.Escape(yName)}</text>\n"))
            .AppendJoin('\n', _drawn).Append('\n');
        for (var i = 0; i < _legend.Count; i++)
            svg.Append(Text($"<text x=\"{Left + Side - 8}\" y=\"{Top + Side - 12 - 16 * i}\" text-anchor=\"end\" fill=\"{_legend[i].Colour}\">{SecurityElement.Escape(_legend[i].Name)}</text>\n"));
        return svg.Append("</svg>\n").ToString();
    }

    private string Named(string name)
    {
        if (_legend.FirstOrDefault(l => l.Name == name).Colour is { } known)
            return known;
        var colour = Colours[_legend.Count % Colours.Length];
        _legend.Add((name, colour));
        return colour;
    }

    private bool Within((double X, double Y) p) => p.X >= X.From && p.X <= X.To && p.Y >= Y.From && p.Y <= Y.To;

    private double AtX(double x) => Left + (x - X.From) / (X.To - X.From) * Side;

    private double AtY(double y) => Top + Side - (y - Y.From) / (Y.To - Y.From) * Side;

    private static string Tick((double From, double To) axis, int i) => (axis.From + (axis.To - axis.From) * i / Ticks).ToString("0.###", CultureInfo.InvariantCulture);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
