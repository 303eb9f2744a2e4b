using System.Globalization;
using System.Text;

namespace OxiPortal.Training.Evaluation;

/// <summary>Draws curves over a square as SVG.</summary>
public static class SvgPlot
{
    private const int Side = 360;
    private const int Left = 60;
    private const int Top = 40;
    private static readonly string[] Colours = ["#1565c0", "#c62828", "#2e7d32", "#6a1b9a"];

    /// <param name="title">Above the plot.</param>
    /// <param name="xName">Under the plot.</param>
    /// <param name="yName">Beside the plot.</param>
    /// <param name="xLimit">The x axis ends here; the y axis runs from 0 to 1.</param>
    /// <param name="curves">Each with its name for the legend.</param>
    public static string Draw(string title, string xName, string yName, double xLimit, IReadOnlyList<(string Name, IReadOnlyList<(double X, double Y)> Points)> curves)
    {
        ArgumentNullException.ThrowIfNull(curves);
        var svg = new StringBuilder();
        Line($"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{Left + Side + 20}\" height=\"{Top + Side + 60}\" font-family=\"sans-serif\" font-size=\"12\">");
        Line($"<rect width=\"100%\" height=\"100%\" fill=\"white\"/>");
        Line($"<text x=\"{Left}\" y=\"24\" font-size=\"15\">{title}</text>");
        for (var i = 0; i <= 5; i++)
        {
            var (x, y) = (Left + i * Side / 5, Top + Side - i * Side / 5);
            Line($"<path d=\"M{x} {Top}V{Top + Side}M{Left} {y}H{Left + Side}\" stroke=\"#ddd\"/>");
            Line($"<text x=\"{x}\" y=\"{Top + Side + 16}\" text-anchor=\"middle\">{xLimit * i / 5:0.##}</text>");
            Line($"<text x=\"{Left - 6}\" y=\"{y + 4}\" text-anchor=\"end\">{i / 5.0:0.#}</text>");
        }
        Line($"<text x=\"{Left + Side / 2}\" y=\"{Top + Side + 38}\" text-anchor=\"middle\">{xName}</text>");
        Line($"<text transform=\"translate(18 {Top + Side / 2}) rotate(-90)\" text-anchor=\"middle\">{yName}</text>");
        for (var c = 0; c < curves.Count; c++)
        {
            var points = string.Join(' ', curves[c].Points.Where(p => p.X <= xLimit).Select(p =>
                string.Create(CultureInfo.InvariantCulture, $"{Left + p.X / xLimit * Side:F1},{Top + Side - p.Y * Side:F1}")));
            var colour = Colours[c % Colours.Length];
            Line($"<polyline points=\"{points}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\"/>");
            Line($"<text x=\"{Left + Side - 8}\" y=\"{Top + Side - 12 - 16 * c}\" text-anchor=\"end\" fill=\"{colour}\">{curves[c].Name}</text>");
        }
        svg.Append("</svg>\n");
        return svg.ToString();

        void Line(FormattableString text) => svg.Append(text.ToString(CultureInfo.InvariantCulture)).Append('\n');
    }
}
