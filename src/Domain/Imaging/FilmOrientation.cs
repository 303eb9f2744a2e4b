namespace OxiPortal.Domain.Imaging;

/// <summary>
/// How a frontal film's stored rows and columns lie against the usual display (patient upright, patient's right on the image's left), from
/// Patient Orientation (0020,0020), PS3.3 C.7.6.1.1.1. To normalise: transpose first if <see cref="Transpose"/>, then mirror.
/// </summary>
/// <param name="Transpose">Rows and columns are exchanged (the film lies on its side).</param>
/// <param name="MirrorColumns">After that, the image is mirrored left to right.</param>
/// <param name="MirrorRows">After that, the image is upside down.</param>
public readonly record struct FilmOrientation(bool Transpose, bool MirrorColumns, bool MirrorRows)
{
    /// <summary>L\F: along a row towards the patient's left, down a column towards the feet.</summary>
    public static FilmOrientation Usual => default;

    public bool IsUsual => this == Usual;

    /// <summary>
    /// The orientation of a frontal film, or null where the two values do not say one: then no side may be claimed.
    /// Only the main direction of each value counts (L of "LF").
    /// </summary>
    public static FilmOrientation? Parse(string? rowDirection, string? columnDirection)
    {
        var row = Main(rowDirection);
        var column = Main(columnDirection);
        return (row, column) switch
        {
            ('L' or 'R', 'F' or 'H') => new(false, row == 'R', column == 'H'),
            ('F' or 'H', 'L' or 'R') => new(true, column == 'R', row == 'H'),
            _ => null,
        };
    }

    /// <summary>Rows and columns of the normalised film.</summary>
    public (int Rows, int Columns) NormalisedSize(int rows, int columns) => Transpose ? (columns, rows) : (rows, columns);

    /// <summary>The film as it is usually displayed. The same object where nothing is to be done.</summary>
    public GreyImage Normalise(GreyImage stored)
    {
        ArgumentNullException.ThrowIfNull(stored);
        if (IsUsual)
            return stored;
        var (rows, columns) = NormalisedSize(stored.Rows, stored.Columns);
        var values = new float[stored.Values.Length];
        for (var y = 0; y < rows; y++)
        {
            for (var x = 0; x < columns; x++)
            {
                var (sx, sy) = StoredPixel(x, y, rows, columns);
                values[y * columns + x] = stored.Values[sy * stored.Columns + sx];
            }
        }
        return new GreyImage(rows, columns, values);
    }

    /// <summary>Where the pixel (x, y) of a normalised film of that size was stored.</summary>
    public (int X, int Y) StoredPixel(int x, int y, int normalisedRows, int normalisedColumns)
    {
        if (MirrorColumns)
            x = normalisedColumns - 1 - x;
        if (MirrorRows)
            y = normalisedRows - 1 - y;
        return Transpose ? (y, x) : (x, y);
    }

    /// <summary>A point of the normalised film, in image coordinates, mapped back to the stored film.</summary>
    public (double X, double Y) StoredPoint(double x, double y, int normalisedRows, int normalisedColumns)
    {
        if (MirrorColumns)
            x = normalisedColumns - x;
        if (MirrorRows)
            y = normalisedRows - y;
        return Transpose ? (y, x) : (x, y);
    }

    /// <summary>A box of the normalised film mapped back to the stored film.</summary>
    public ImageBox StoredBox(ImageBox box, int normalisedRows, int normalisedColumns)
    {
        var (x1, y1) = StoredPoint(box.X, box.Y, normalisedRows, normalisedColumns);
        var (x2, y2) = StoredPoint(box.X + box.Width, box.Y + box.Height, normalisedRows, normalisedColumns);
        return new ImageBox(Math.Min(x1, x2), Math.Min(y1, y2), Math.Abs(x2 - x1), Math.Abs(y2 - y1));
    }

    private static char Main(string? direction) =>
        string.IsNullOrWhiteSpace(direction) ? '\0' : char.ToUpperInvariant(direction.Trim()[0]);
}
