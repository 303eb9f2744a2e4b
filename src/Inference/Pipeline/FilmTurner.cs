using OpenCvSharp;
using OxiPortal.Domain.Imaging;

namespace OxiPortal.Inference.Pipeline;

/// <summary>Whole films turned the usual way, and what was found on them turned back.</summary>
internal static class FilmTurner
{
    /// <summary>The same as <see cref="FilmOrientation.Normalise"/>, many times faster on whole films.</summary>
    public static GreyImage Normalise(GreyImage stored, FilmOrientation orientation)
    {
        if (orientation.IsUsual)
            return stored;
        var (rows, columns) = orientation.NormalisedSize(stored.Rows, stored.Columns);
        var values = GC.AllocateUninitializedArray<float>(stored.Values.Length);
        using var from = Mat.FromPixelData(stored.Rows, stored.Columns, MatType.CV_32FC1, stored.Values);
        using var to = Mat.FromPixelData(rows, columns, MatType.CV_32FC1, values);
        // Transpose first, then mirror: the definition of FilmOrientation.
        if (orientation.Transpose)
            Cv2.Transpose(from, to);
        else
            from.CopyTo(to);
        if (Mirror(orientation) is { } mirror)
            Cv2.Flip(to, to, mirror);
        return new GreyImage(rows, columns, values);
    }

    /// <summary>The spacing of the film turned the usual way.</summary>
    public static PixelSpacing? Normalise(PixelSpacing? spacing, FilmOrientation orientation) =>
        spacing is not null && orientation.Transpose ? new PixelSpacing(spacing.ColumnMm, spacing.RowMm, spacing.Source) : spacing;

    /// <summary>Whole pixels of the film turned the usual way, on the film as stored.</summary>
    public static PixelRect StoredRect(FilmOrientation orientation, PixelRect rect, int usualRows, int usualColumns)
    {
        var box = orientation.StoredBox(ImageBox.Of(rect), usualRows, usualColumns);
        return new PixelRect((int)Math.Round(box.X), (int)Math.Round(box.Y), (int)Math.Round(box.Width), (int)Math.Round(box.Height));
    }

    private static FlipMode? Mirror(FilmOrientation orientation) => (orientation.MirrorColumns, orientation.MirrorRows) switch
    {
        (true, true) => FlipMode.XY,
        (true, false) => FlipMode.Y,
        (false, true) => FlipMode.X,
        _ => null,
    };
}
