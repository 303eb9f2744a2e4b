using System.Numerics.Tensors;
using OxiPortal.Domain.Imaging;

namespace OxiPortal.Inference.Heatmaps;

/// <summary>
/// The irregularity network's scores over one film, on the film's cell grid (cells of stride x stride working pixels from the top-left
/// corner; the last row and column may reach beyond the film): the maximum over the segments that show a cell, 0 where none does.
/// </summary>
public sealed class CellHeat
{
    // A cell that shows but a sliver of the region tells more of the blanking's edge than of the patient.
    private const double LeastShown = 0.25;

    private readonly Dictionary<string, float[]> _byClass;

    public CellHeat(int rows, int columns, int stride, IReadOnlyList<string> classes)
    {
        ArgumentNullException.ThrowIfNull(classes);
        (Rows, Columns, Stride, Classes) = (rows, columns, stride, classes);
        _byClass = classes.ToDictionary(c => c, _ => new float[rows * columns], StringComparer.Ordinal);
    }

    public int Rows { get; }
    public int Columns { get; }

    /// <summary>Working pixels a cell.</summary>
    public int Stride { get; }

    /// <summary>In the order of the network's channels.</summary>
    public IReadOnlyList<string> Classes { get; }

    /// <summary>For each class its cells, row-major, 0..1, higher is more suspicious.</summary>
    public IReadOnlyDictionary<string, float[]> ByClass => _byClass;

    /// <summary>Takes in what the network says of one segment, and returns that segment's own cells.</summary>
    /// <param name="cells">The segment's, on the film's cell grid.</param>
    /// <param name="pass">The cells that were scored together, padding included: the segment's are among them.</param>
    /// <param name="shown">What the pass shows, 0 or 1, in working pixels.</param>
    /// <param name="output">Classes x the pass's cells, 0..1.</param>
    public SegmentCells Add(PixelRect cells, PixelRect pass, ReadOnlySpan<float> shown, ReadOnlySpan<float> output)
    {
        var (left, top) = (cells.X - pass.X, cells.Y - pass.Y);
        var counts = Counts(cells, shown[(top * Stride * pass.Width * Stride + left * Stride)..], pass.Width * Stride);
        var highest = new float[cells.Height * cells.Width];
        for (var c = 0; c < Classes.Count; c++)
        {
            var heat = _byClass[Classes[c]];
            for (var y = 0; y < cells.Height; y++)
            {
                for (var x = 0; x < cells.Width; x++)
                {
                    var at = y * cells.Width + x;
                    if (!counts[at])
                        continue;
                    var score = output[(c * pass.Height + top + y) * pass.Width + left + x];
                    ref var cell = ref heat[(cells.Y + y) * Columns + cells.X + x];
                    cell = Math.Max(cell, score);
                    highest[at] = Math.Max(highest[at], score);
                }
            }
        }
        return new SegmentCells(cells.X, cells.Y, cells.Height, cells.Width, highest, counts);
    }

    /// <summary>Which cells show enough of the region to count.</summary>
    private bool[] Counts(PixelRect cells, ReadOnlySpan<float> shown, int columns)
    {
        var counts = new bool[cells.Height * cells.Width];
        var least = LeastShown * Stride * Stride;
        var sums = new float[cells.Width * Stride];
        for (var y = 0; y < cells.Height; y++)
        {
            Array.Clear(sums);
            for (var dy = 0; dy < Stride; dy++)
                TensorPrimitives.Add(sums, shown.Slice((y * Stride + dy) * columns, sums.Length), sums);
            for (var x = 0; x < cells.Width; x++)
                counts[y * cells.Width + x] = TensorPrimitives.Sum(sums.AsSpan(x * Stride, Stride)) >= least;
        }
        return counts;
    }
}

/// <summary>One segment's cells.</summary>
/// <param name="X">Its first column on the film's cell grid.</param>
/// <param name="Y">Its first row on the film's cell grid.</param>
/// <param name="Rows">Cells down.</param>
/// <param name="Columns">Cells across.</param>
/// <param name="Highest">The highest class's score, 0..1; 0 where nothing of the region is shown.</param>
/// <param name="Shown">Which cells show the region.</param>
public sealed record SegmentCells(int X, int Y, int Rows, int Columns, float[] Highest, bool[] Shown)
{
    /// <summary>0..1: the highest cell.</summary>
    public double Score => Highest.Max();
}
