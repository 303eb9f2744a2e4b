namespace OxiPortal.Domain.Imaging;

/// <summary>
/// A box in image coordinates: 0,0 is the top-left corner of the first pixel, so pixel (column 3, row 5) covers 3..4, 5..6 (PS3.3 C.10.5).
/// Never viewer or world coordinates.
/// </summary>
public readonly record struct ImageBox
{
    /// <exception cref="ArgumentOutOfRangeException">A number is not finite, or the box has no area.</exception>
    public ImageBox(double x, double y, double width, double height)
    {
        if (!double.IsFinite(x) || !double.IsFinite(y))
            throw new ArgumentOutOfRangeException(nameof(x), $"The box's corner ({x}, {y}) is not finite.");
        if (!(width > 0) || !(height > 0) || !double.IsFinite(width) || !double.IsFinite(height))
            throw new ArgumentOutOfRangeException(nameof(width), $"The box's size ({width} x {height}) must be positive.");
        (X, Y, Width, Height) = (x, y, width, height);
    }

    public double X { get; }
    public double Y { get; }
    public double Width { get; }
    public double Height { get; }

    public static ImageBox Of(PixelRect rect) => new(rect.X, rect.Y, rect.Width, rect.Height);

    /// <summary>The part of the box on a film of that size, or null where none is.</summary>
    public ImageBox? ClipTo(int rows, int columns)
    {
        var x = Math.Clamp(X, 0, columns);
        var y = Math.Clamp(Y, 0, rows);
        var right = Math.Clamp(X + Width, 0, columns);
        var bottom = Math.Clamp(Y + Height, 0, rows);
        return right > x && bottom > y ? new ImageBox(x, y, right - x, bottom - y) : null;
    }
}
