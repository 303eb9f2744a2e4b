using OpenCvSharp;
using OxiPortal.Domain.Detection;

namespace OxiPortal.Inference.Output;

/// <summary>Grey PNG pictures.</summary>
public static class PngPicture
{
    // Fast and good enough: region maps are long runs, heat maps are small.
    private static readonly ImageEncodingParam[] Encoding = [new(ImwriteFlags.PngCompression, 3)];

    /// <summary>8 bit, values as they are.</summary>
    public static byte[] Grey8(int rows, int columns, byte[] pixels)
    {
        ArgumentNullException.ThrowIfNull(pixels);
        using var picture = Mat.FromPixelData(rows, columns, MatType.CV_8UC1, pixels);
        return Encode(picture);
    }

    /// <summary>16 bit, 0..65535 for 0..1.</summary>
    public static byte[] Heat16(Heatmap heat)
    {
        ArgumentNullException.ThrowIfNull(heat);
        var pixels = Array.ConvertAll(heat.Values, v => (ushort)Math.Round(Math.Clamp(v, 0f, 1f) * ushort.MaxValue));
        using var picture = Mat.FromPixelData(heat.Rows, heat.Columns, MatType.CV_16UC1, pixels);
        return Encode(picture);
    }

    private static byte[] Encode(Mat picture)
    {
        Cv2.ImEncode(".png", picture, out var bytes, Encoding);
        return bytes;
    }
}
