using OpenCvSharp;
using OxiPortal.Training.Data;
using OxiPortal.Training.Nets;

namespace OxiPortal.Training.Augmentation;

/// <summary>Cuts one training crop out of a planned segment: blanked as in use, turned, zoomed, mirrored and toned a little, its truth by cells.</summary>
/// <param name="size">Side of a crop, in averaged pixels.</param>
/// <param name="pixelMm">Of a working pixel.</param>
/// <param name="average">Working pixels a crop pixel, down and across; the examples' own.</param>
public sealed class CropMaker(int size, double pixelMm, int average = 1)
{
    // As in the heat that is stitched in use: a cell that shows less of the region is not scored.
    public const double LeastShown = 0.25;

    // A cell is a finding's where at least this share lies in it; where some does, but less, nobody asks.
    private const double LeastCovered = 0.35;

    // Crop pixels a point of the truth, and a cell.
    private readonly int _coarse = TruthMap.Coarse / average;
    private readonly int _stride = CellNet.Stride / average;
    private readonly int _cells = size * average / CellNet.Stride;

    /// <summary>Side of the crop in cells.</summary>
    public int Cells => _cells;

    /// <param name="centre">In working pixels: lands somewhere in the crop's middle part.</param>
    /// <param name="simulate">Paste a nodule.</param>
    /// <param name="input">2 x size x size: film, region.</param>
    /// <param name="truth">cells x cells of <see cref="TruthMap"/> bits; what shows too little of the region is unknown.</param>
    public void Fill(IrregularityExample example, CropSource segment, (double X, double Y) centre, bool simulate, Random random, Span<float> input, Span<byte> truth)
    {
        ArgumentNullException.ThrowIfNull(example);
        ArgumentNullException.ThrowIfNull(segment);
        ArgumentNullException.ThrowIfNull(random);
        var transform = Transform(centre, random);
        var plane = size * size;
        var film = input[..plane];
        var region = input.Slice(plane, plane);
        using var grey = Warp(example.Grey, example.GreyRows, example.GreyColumns, transform, average, average, 1, size, InterpolationFlags.Linear, (int)IrregularityExample.Blank);
        using var shown = Warp(segment.Shown, segment.MaskRows, segment.MaskColumns, transform,
            (double)example.Columns / segment.MaskColumns, (double)example.Rows / segment.MaskRows, 1, size, InterpolationFlags.Nearest, 0);
        var (mapRows, mapColumns) = TruthMap.Size(example.Rows, example.Columns);
        using var map = Warp(example.Truth, mapRows, mapColumns, transform, TruthMap.Coarse, TruthMap.Coarse, _coarse, size / _coarse, InterpolationFlags.Nearest, 0);
        // Sets differ in sharpness (512 to 4000 pixels a side) and in how sick they are: unless sharpness is made to tell nothing, it tells the label.
        if (random.NextDouble() < 0.75)
            Cv2.GaussianBlur(grey, grey, new Size(0, 0), 0.3 + 2.7 * Math.Pow(random.NextDouble(), 2));
        grey.GetArray(out byte[] values);
        shown.GetArray(out byte[] seen);
        map.GetArray(out byte[] marks);
        var (gain, shift) = ((float)Math.Exp(0.25 * (2 * random.NextDouble() - 1)) * IrregularityExample.Step, (float)(0.25 * (2 * random.NextDouble() - 1)));
        var noise = random.NextDouble() < 0.3 ? 0.25f * random.NextSingle() : 0;
        for (var i = 0; i < plane; i++)
        {
            region[i] = seen[i];
            film[i] = seen[i] == 0 ? 0 : (values[i] - IrregularityExample.Blank) * gain + shift + (noise > 0 ? noise * (2 * random.NextSingle() - 1) : 0);
        }
        if (simulate)
            Simulate(film, region, marks, random);
        ToCells(marks, region, truth);
    }

    private void Simulate(Span<float> film, ReadOnlySpan<float> region, byte[] marks, Random random)
    {
        // A few tries find a place inside the region; a crop without one stays as it is.
        for (var attempt = 0; attempt < 8; attempt++)
        {
            var (x, y) = (random.Next(size), random.Next(size));
            if (region[y * size + x] == 0)
                continue;
            var nodule = SimulatedNodule.Draw(random, x + 0.5, y + 0.5, average * pixelMm);
            nodule.Paste(film, region, size);
            var side = size / _coarse;
            for (var i = 0; i < marks.Length; i++)
            {
                if (nodule.Covers((i % side + 0.5) * _coarse, (i / side + 0.5) * _coarse))
                    marks[i] = TruthMap.Nodule | TruthMap.OpacityUnknown;
            }
            return;
        }
    }

    private void ToCells(byte[] marks, ReadOnlySpan<float> region, Span<byte> truth)
    {
        const int Fine = CellNet.Stride / TruthMap.Coarse;
        Span<int> counts = stackalloc int[4];
        for (var cell = 0; cell < _cells * _cells; cell++)
        {
            var (cx, cy) = (cell % _cells, cell / _cells);
            counts.Clear();
            for (var i = 0; i < Fine * Fine; i++)
            {
                var mark = marks[(cy * Fine + i / Fine) * (size / _coarse) + cx * Fine + i % Fine];
                for (var bit = 0; bit < 4; bit++)
                    counts[bit] += (mark >> bit) & 1;
            }
            var known = Shown(region, cx, cy) >= LeastShown;
            truth[cell] = (byte)(Of(counts[0], counts[2], TruthMap.Nodule, TruthMap.NoduleUnknown, known) | Of(counts[1], counts[3], TruthMap.Opacity, TruthMap.OpacityUnknown, known));
        }

        static byte Of(int covered, int unknown, byte yes, byte dontKnow, bool known) =>
            !known ? dontKnow : covered >= LeastCovered * Fine * Fine ? yes : covered + unknown > 0 ? dontKnow : (byte)0;
    }

    private double Shown(ReadOnlySpan<float> region, int cx, int cy)
    {
        var sum = 0f;
        for (var y = 0; y < _stride; y++)
        {
            foreach (var inside in region.Slice((cy * _stride + y) * size + cx * _stride, _stride))
                sum += inside;
        }
        return sum / (_stride * _stride);
    }

    // Working pixels to crop pixels: x' = a x + b y + c; y' = d x + e y + f.
    private double[] Transform((double X, double Y) centre, Random random)
    {
        var angle = Math.PI / 180 * 12 * (2 * random.NextDouble() - 1);
        var zoom = Math.Exp(0.2 * (2 * random.NextDouble() - 1)) / average;
        var mirror = random.Next(2) == 0 ? -1 : 1;
        var (sin, cos) = Math.SinCos(angle);
        double a = zoom * cos * mirror, b = -zoom * sin, d = zoom * sin * mirror, e = zoom * cos;
        var (x, y) = (size * (0.5 + 0.5 * (random.NextDouble() - 0.5)), size * (0.5 + 0.5 * (random.NextDouble() - 0.5)));
        return [a, b, x - a * centre.X - b * centre.Y, d, e, y - d * centre.X - e * centre.Y];
    }

    // From a grid whose points are so many working pixels wide and high, to one whose points are so many crop pixels. OpenCV counts from the
    // centre of the first point, so grids of other steps are half a step off.
    private static Mat Warp(byte[] values, int rows, int columns, double[] t, double wide, double high, double coarse, int side, InterpolationFlags how, int outside)
    {
        using var from = Mat.FromPixelData(rows, columns, MatType.CV_8UC1, values);
        using var transform = new Mat(2, 3, MatType.CV_64FC1);
        var (startX, startY, end) = ((wide - 1) / 2, (high - 1) / 2, (coarse - 1) / 2);
        transform.SetArray([
            t[0] * wide / coarse, t[1] * high / coarse, (t[0] * startX + t[1] * startY + t[2] - end) / coarse,
            t[3] * wide / coarse, t[4] * high / coarse, (t[3] * startX + t[4] * startY + t[5] - end) / coarse,
        ]);
        var to = new Mat();
        Cv2.WarpAffine(from, to, transform, new Size(side, side), how, BorderTypes.Constant, new Scalar(outside));
        return to;
    }
}
