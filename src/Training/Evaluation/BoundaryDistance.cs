using OpenCvSharp;

namespace OxiPortal.Training.Evaluation;

/// <summary>How far two outlines lie apart.</summary>
public static class BoundaryDistance
{
    /// <summary>
    /// The mean distance of each outline's points to the other outline, both ways (average symmetric surface distance), in thousandths of the
    /// grid's longer side; lower is better. NaN where either is empty.
    /// </summary>
    public static double Mean(bool[] found, bool[] truth, int rows, int columns)
    {
        ArgumentNullException.ThrowIfNull(found);
        ArgumentNullException.ThrowIfNull(truth);
        if (found.Length != rows * columns || truth.Length != found.Length)
            throw new ArgumentException($"{found.Length} and {truth.Length} pixels are not {rows} x {columns}.", nameof(found));
        if (!found.Contains(true) || !truth.Contains(true))
            return double.NaN;
        var (a, b) = (Outline(found, rows, columns), Outline(truth, rows, columns));
        return 1000.0 / Math.Max(rows, columns) * (Sum(a, b, rows, columns) + Sum(b, a, rows, columns)) / (a.Count(i => i == 0) + b.Count(i => i == 0));
    }

    // 0 on the outline, 1 elsewhere: what the distance transform wants.
    private static byte[] Outline(bool[] mask, int rows, int columns)
    {
        var outline = new byte[mask.Length];
        Array.Fill(outline, (byte)1);
        for (var y = 0; y < rows; y++)
        {
            for (var x = 0; x < columns; x++)
            {
                var i = y * columns + x;
                if (mask[i] && (x == 0 || y == 0 || x == columns - 1 || y == rows - 1 || !mask[i - 1] || !mask[i + 1] || !mask[i - columns] || !mask[i + columns]))
                    outline[i] = 0;
            }
        }
        return outline;
    }

    private static double Sum(byte[] from, byte[] to, int rows, int columns)
    {
        using var target = Mat.FromPixelData(rows, columns, MatType.CV_8UC1, to);
        using var distance = new Mat();
        Cv2.DistanceTransform(target, distance, DistanceTypes.L2, DistanceTransformMasks.Precise);
        distance.GetArray(out float[] far);
        double sum = 0;
        for (var i = 0; i < far.Length; i++)
            sum += from[i] == 0 ? far[i] : 0;
        return sum;
    }
}
