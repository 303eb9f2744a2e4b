using System.Runtime.InteropServices;
using OpenCvSharp;
using OxiPortal.Domain.Anatomy;

namespace OxiPortal.Inference.Regions;

/// <summary>
/// Probabilities to masks: a pixel belongs to a lung where its probability is at least one half and the other lung's is not higher; of each
/// region the largest part counts, its holes filled and its outline smoothed; the lung on the image's left is the right one.
/// </summary>
public static class RegionExtractor
{
    private const float Threshold = 0.5f;

    // Two parts under one name are both lungs only where the smaller is no crumb.
    private const double LeastPartOfOther = 0.2;

    // The outline's smoothing, as a share of the grid's long side: about 4 mm on a film of 400 mm.
    private const double SmoothingShare = 0.01;

    public static RegionMasks Extract(RegionProbabilities probabilities)
    {
        ArgumentNullException.ThrowIfNull(probabilities);
        var (rows, columns) = (probabilities.Rows, probabilities.Columns);
        using var right = Over(rows, columns, probabilities.RightLung, probabilities.LeftLung);
        using var left = Over(rows, columns, probabilities.LeftLung, probabilities.RightLung);
        using var heart = Over(rows, columns, probabilities.Heart, null);
        if (!TakeBothFromOne(right, left))
            TakeBothFromOne(left, right);
        Parallel.ForEach([right, left, heart], Clean);
        // Smoothing may bring them back over each other by a pixel.
        using (var shared = new Mat())
        {
            Cv2.BitwiseAnd(right, left, shared);
            Cv2.Subtract(left, shared, left);
        }
        var (a, b) = (ToMask(right), ToMask(left));
        var swapped = !a.IsEmpty && !b.IsEmpty && CentreX(a) > CentreX(b);
        return new RegionMasks(swapped ? b : a, swapped ? a : b, ToMask(heart));
    }

    private static Mat Over(int rows, int columns, float[] values, float[]? other)
    {
        var mask = new Mat(rows, columns, MatType.CV_8UC1);
        unsafe
        {
            var to = new Span<byte>((void*)mask.Data, rows * columns);
            for (var i = 0; i < to.Length; i++)
                to[i] = values[i] >= Threshold && (other is null || values[i] > other[i]) ? byte.MaxValue : (byte)0;
        }
        return mask;
    }

    /// <summary>
    /// The network may give both lungs one name: where one mask is all but empty and the other has two large parts, each is a lung.
    /// </summary>
    private static bool TakeBothFromOne(Mat full, Mat empty)
    {
        // Two lungs under their own names need no look at their parts.
        if (Cv2.CountNonZero(empty) > LeastPartOfOther * Cv2.CountNonZero(full))
            return false;
        using var labels = new Mat();
        using var stats = new Mat();
        using var centres = new Mat();
        var count = Cv2.ConnectedComponentsWithStats(full, labels, stats, centres, PixelConnectivity.Connectivity4);
        var parts = Enumerable.Range(1, Math.Max(0, count - 1))
            .Select(i => (Label: i, Area: stats.At<int>(i, (int)ConnectedComponentsTypes.Area)))
            .OrderByDescending(p => p.Area).Take(2).ToArray();
        if (parts.Length < 2 || parts[1].Area < LeastPartOfOther * parts[0].Area || Cv2.CountNonZero(empty) > LeastPartOfOther * parts[1].Area)
            return false;
        Cv2.InRange(labels, new Scalar(parts[0].Label), new Scalar(parts[0].Label), full);
        Cv2.InRange(labels, new Scalar(parts[1].Label), new Scalar(parts[1].Label), empty);
        return true;
    }

    private static void KeepLargest(Mat mask)
    {
        using var labels = new Mat();
        using var stats = new Mat();
        using var centres = new Mat();
        var count = Cv2.ConnectedComponentsWithStats(mask, labels, stats, centres, PixelConnectivity.Connectivity4);
        if (count <= 2)
            return;
        var largest = Enumerable.Range(1, count - 1).MaxBy(i => stats.At<int>(i, (int)ConnectedComponentsTypes.Area));
        Cv2.InRange(labels, new Scalar(largest), new Scalar(largest), mask);
    }

    private static void Clean(Mat mask)
    {
        KeepLargest(mask);
        // Most of the film is not this region: the rest is done where it lies, with room for the outline to move.
        var size = Math.Max(3, (int)Math.Round(SmoothingShare * Math.Max(mask.Rows, mask.Cols)) | 1);
        var box = Cv2.BoundingRect(mask);
        box.Inflate(size, size);
        box = box.Intersect(new Rect(0, 0, mask.Cols, mask.Rows));
        if (box.Width <= 0 || box.Height <= 0)
            return;
        using var part = mask.SubMat(box);
        Smooth(part, size);
    }

    /// <summary>Fills holes, then opens and closes with a small disc; what falls apart keeps its largest part.</summary>
    private static void Smooth(Mat mask, int size)
    {
        Cv2.FindContours(mask, out Point[][] outlines, out _, RetrievalModes.External, ContourApproximationModes.ApproxNone);
        Cv2.DrawContours(mask, outlines, -1, Scalar.All(byte.MaxValue), Cv2.FILLED);
        using var disc = Cv2.GetStructuringElement(MorphShapes.Ellipse, new Size(size, size));
        Cv2.MorphologyEx(mask, mask, MorphTypes.Open, disc);
        Cv2.MorphologyEx(mask, mask, MorphTypes.Close, disc);
        KeepLargest(mask);
    }

    private static RegionMask ToMask(Mat mask)
    {
        var inside = new bool[mask.Rows * mask.Cols];
        var bytes = new byte[inside.Length];
        Marshal.Copy(mask.Data, bytes, 0, bytes.Length);
        for (var i = 0; i < inside.Length; i++)
            inside[i] = bytes[i] != 0;
        return new RegionMask(mask.Rows, mask.Cols, inside);
    }

    private static double CentreX(RegionMask mask)
    {
        double sum = 0;
        for (var y = mask.Box.Y; y < mask.Box.Bottom; y++)
        {
            for (var x = mask.Box.X; x < mask.Box.Right; x++)
            {
                if (mask[x, y])
                    sum += x;
            }
        }
        return sum / mask.Area;
    }
}
