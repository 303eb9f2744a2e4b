using OxiPortal.Inference.Segments;

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
    /// <param name="segment">As cut.</param>
    /// <param name="output">CxOutputRowsxOutputColumns, 0..1; at least as large as the segment's cells, which fill its top-left corner.</param>
    /// <param name="outputRows">Of the padded segment.</param>
    /// <param name="outputColumns">Of the padded segment.</param>
    public SegmentCells Add(SegmentInput segment, ReadOnlySpan<float> output, int outputRows, int outputColumns)
    {
        ArgumentNullException.ThrowIfNull(segment);
        var (rows, columns) = (segment.Rows / Stride, segment.Columns / Stride);
        var shown = Shown(segment, rows, columns);
        var highest = new float[rows * columns];
        for (var c = 0; c < Classes.Count; c++)
        {
            var heat = _byClass[Classes[c]];
            for (var y = 0; y < rows; y++)
            {
                for (var x = 0; x < columns; x++)
                {
                    if (!shown[y * columns + x])
                        continue;
                    var score = output[(c * outputRows + y) * outputColumns + x];
                    ref var cell = ref heat[(segment.CellY + y) * Columns + segment.CellX + x];
                    cell = Math.Max(cell, score);
                    highest[y * columns + x] = Math.Max(highest[y * columns + x], score);
                }
            }
        }
        return new SegmentCells(segment.CellX, segment.CellY, rows, columns, highest, shown);
    }

    private bool[] Shown(SegmentInput segment, int rows, int columns)
    {
        var region = segment.Values.AsSpan(segment.Rows * segment.Columns);
        var shown = new bool[rows * columns];
        var least = LeastShown * Stride * Stride;
        for (var y = 0; y < rows; y++)
        {
            for (var x = 0; x < columns; x++)
            {
                var sum = 0f;
                for (var dy = 0; dy < Stride; dy++)
                {
                    foreach (var inside in region.Slice((y * Stride + dy) * segment.Columns + x * Stride, Stride))
                        sum += inside;
                }
                shown[y * columns + x] = sum >= least;
            }
        }
        return shown;
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
