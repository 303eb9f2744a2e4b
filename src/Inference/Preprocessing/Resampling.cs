using OpenCvSharp;

namespace OxiPortal.Inference.Preprocessing;

/// <summary>Resampling edge to edge: the first pixel's outer edge stays the first pixel's outer edge, so grids of any size cover the same area.</summary>
public static class Resampling
{
    /// <summary>Area-averaged where reduced, bilinear where enlarged. Returns the input where nothing changes.</summary>
    public static float[] Resize(float[] values, int rows, int columns, int newRows, int newColumns)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (rows == newRows && columns == newColumns)
            return values;
        var result = new float[newRows * newColumns];
        using var from = Mat.FromPixelData(rows, columns, MatType.CV_32FC1, values);
        using var to = Mat.FromPixelData(newRows, newColumns, MatType.CV_32FC1, result);
        var reduced = newRows < rows || newColumns < columns;
        Cv2.Resize(from, to, new Size(newColumns, newRows), 0, 0, reduced ? InterpolationFlags.Area : InterpolationFlags.Linear);
        return result;
    }
}
