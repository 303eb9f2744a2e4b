using OpenCvSharp;
using OxiPortal.Domain.Imaging;
using OxiPortal.Inference.Preprocessing;

namespace OxiPortal.Training.Data;

/// <summary>
/// A film and its regions on a square somewhat larger than the region model's, ready to be augmented. Each byte of <see cref="Truth"/> holds
/// a bit a region (1 right lung, 2 left lung, 4 heart); of <see cref="Known"/>, whether the set says anything about that region there.
/// </summary>
public sealed record RegionExample(TrainingFilm Film, byte[] Grey, byte[] Truth, byte[] Known)
{
    /// <summary>Side of the square: room to zoom in.</summary>
    public const int Side = 320;

    private const byte BothLungs = 1 | 2;
    private const byte Heart = 4;
    private const byte All = BothLungs | Heart;

    /// <exception cref="InvalidDataException">A picture or mask cannot be read, or both lungs of one mask cannot be told apart.</exception>
    public static RegionExample Load(TrainingFilm film)
    {
        ArgumentNullException.ThrowIfNull(film);
        var image = FilmFile.Read(film.ImagePath);
        var (rows, columns, bits) = FilmFile.ReadMask(film.MaskPath ?? throw new InvalidDataException($"{film.ImagePath} has no mask."));
        var known = new byte[bits.Length];
        Array.Fill(known, All);
        if (film.Source == PublicFilms.Shenzhen)
        {
            bits = TellLungsApart(bits, rows, columns) ?? throw new InvalidDataException($"{film.MaskPath}: right and left lung touch.");
            Array.Fill(known, BothLungs);
        }
        else if (film.Source == PublicFilms.GbCovid)
        {
            // Bit 4 is the whole mediastinum there, and its lungs include what lies behind the heart: neither is our region.
            for (var i = 0; i < bits.Length; i++)
                known[i] = (bits[i] & Heart) != 0 ? (byte)0 : BothLungs;
        }
        return From(film, image, rows, columns, bits, known);
    }

    /// <param name="bits">rows x columns, covering the film edge to edge.</param>
    public static RegionExample From(TrainingFilm film, GreyImage image, int rows, int columns, byte[] bits, byte[] known)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(bits);
        ArgumentNullException.ThrowIfNull(known);
        var input = RegionInput.From(image, Side);
        var grey = Array.ConvertAll(input.Values, v => (byte)Math.Round(255 * v));
        return new(film, grey, Place(bits, rows, columns, input.Inner, 0), Place(known, rows, columns, input.Inner, All));
    }

    /// <summary>
    /// Right and left lung of a mask in which both are 1: the two largest pieces, by side. Null where there are not two.
    /// </summary>
    public static byte[]? TellLungsApart(byte[] bits, int rows, int columns)
    {
        using var mask = Mat.FromPixelData(rows, columns, MatType.CV_8UC1, bits);
        using var labels = new Mat();
        using var stats = new Mat();
        using var centres = new Mat();
        var pieces = Cv2.ConnectedComponentsWithStats(mask, labels, stats, centres);
        var largest = Enumerable.Range(1, pieces - 1).OrderByDescending(i => stats.At<int>(i, (int)ConnectedComponentsTypes.Area)).Take(2)
            .OrderBy(i => centres.At<double>(i, 0)).ToArray();
        // One piece of both lungs, or a speck beside it.
        if (largest.Length < 2 || largest.Any(i => stats.At<int>(i, (int)ConnectedComponentsTypes.Area) < 0.03 * rows * columns))
            return null;
        labels.GetArray(out int[] label);
        return Array.ConvertAll(label, l => l == largest[0] ? (byte)1 : l == largest[1] ? (byte)2 : (byte)0);
    }

    private static byte[] Place(byte[] bits, int rows, int columns, PixelRect inner, byte outside)
    {
        using var mask = Mat.FromPixelData(rows, columns, MatType.CV_8UC1, bits);
        using var square = new Mat(Side, Side, MatType.CV_8UC1, new Scalar(outside));
        using var part = square[new Rect(inner.X, inner.Y, inner.Width, inner.Height)];
        Cv2.Resize(mask, part, part.Size(), 0, 0, InterpolationFlags.Nearest);
        square.GetArray(out byte[] placed);
        return placed;
    }
}
