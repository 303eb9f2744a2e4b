using OpenCvSharp;

namespace OxiPortal.Training.Data;

/// <summary>
/// What is known of a film, on a grid of <see cref="Coarse"/> working pixels: a bit a class where it is, and a bit a class where nobody knows.
/// Neither bit: the class is not there.
/// </summary>
public static class TruthMap
{
    /// <summary>Working pixels a grid point.</summary>
    public const int Coarse = 4;

    public const byte Nodule = 1;
    public const byte Opacity = 2;
    public const byte NoduleUnknown = 4;
    public const byte OpacityUnknown = 8;
    public const byte Unknown = NoduleUnknown | OpacityUnknown;

    // Bits of the public sets' masks.
    private const byte MaskOpacity = 8 | 16;
    private const byte MaskOther = 32 | 64;

    // A loosely drawn box: its core is taken to be the finding.
    private const double Core = 0.75;

    /// <param name="rows">Of the working film.</param>
    /// <param name="columns">Of the working film.</param>
    /// <param name="filmRows">The boxes' frame.</param>
    /// <param name="filmColumns">The boxes' frame.</param>
    public static byte[] Of(TrainingFilm film, int rows, int columns, int filmRows, int filmColumns)
    {
        ArgumentNullException.ThrowIfNull(film);
        var (height, width) = Size(rows, columns);
        using var map = new Mat(height, width, MatType.CV_8UC1, new Scalar(film.FullyRead ? 0 : Unknown));
        if (film.Source == PublicFilms.GbCovid && film.MaskPath is { } path)
            DrawMask(map, path);
        var (across, down) = ((double)columns / filmColumns / Coarse, (double)rows / filmRows / Coarse);
        foreach (var box in film.Rejected)
            Fill(map, box, across, down, 1, 0);
        foreach (var box in film.Boxes.Where(b => !b.Round))
            Cv2.Rectangle(map, Frame(box, across, down), new Scalar(Unknown), Cv2.FILLED);
        foreach (var box in film.Boxes)
            Fill(map, box, across, down, box.Round ? 1 : Core, BitsOf(box.Class));
        map.GetArray(out byte[] truth);
        return truth;
    }

    /// <summary>Rows and columns of the map of a working film.</summary>
    public static (int Rows, int Columns) Size(int rows, int columns) => ((rows + Coarse - 1) / Coarse, (columns + Coarse - 1) / Coarse);

    private static void DrawMask(Mat map, string path)
    {
        var (rows, columns, bits) = FilmFile.ReadMask(path);
        var marks = Array.ConvertAll(bits, b => (b & MaskOpacity) != 0 ? (byte)(Opacity | NoduleUnknown) : (b & MaskOther) != 0 ? Unknown : (byte)0);
        // A sick film on which nobody drew an opacity tells nothing of where it is.
        if (!marks.Contains((byte)(Opacity | NoduleUnknown)))
            Array.Fill(marks, Unknown);
        using var mask = Mat.FromPixelData(rows, columns, MatType.CV_8UC1, marks);
        Cv2.Resize(mask, map, map.Size(), 0, 0, InterpolationFlags.Nearest);
    }

    private static int BitsOf(int box) => box switch
    {
        IrregularityClasses.Nodule => Nodule | OpacityUnknown,
        IrregularityClasses.Opacity => Opacity | NoduleUnknown,
        _ => Unknown,
    };

    private static void Fill(Mat map, TruthBox box, double across, double down, double share, int bits)
    {
        var centre = new Point2f((float)(box.CentreX * across), (float)(box.CentreY * down));
        var size = new Size2f((float)Math.Max(1, box.Width * across * share), (float)Math.Max(1, box.Height * down * share));
        Cv2.Ellipse(map, new RotatedRect(centre, size, 0), new Scalar(bits), Cv2.FILLED);
    }

    private static Rect Frame(TruthBox box, double across, double down) =>
        new((int)(box.X * across), (int)(box.Y * down), Math.Max(1, (int)(box.Width * across)), Math.Max(1, (int)(box.Height * down)));
}
