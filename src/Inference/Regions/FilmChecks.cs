using System.Globalization;
using OxiPortal.Domain.Detection;
using OxiPortal.Domain.Imaging;

namespace OxiPortal.Inference.Regions;

/// <summary>What can be told of a picture before any network sees it.</summary>
public static class FilmChecks
{
    /// <summary>The shortest side of a film on which lungs could still be told: thumbnails are smaller.</summary>
    public const int LeastSide = 128;

    // A picture whose greys differ by less than this share of the largest is an empty exposure with some noise or a mark.
    private const double LeastRangeShare = 1e-3;
    private const double Tail = 0.02;
    private const int Samples = 1 << 13;

    /// <summary>Null where nothing speaks against the film.</summary>
    public static Refusal? Check(GreyImage film)
    {
        ArgumentNullException.ThrowIfNull(film);
        if (Math.Min(film.Rows, film.Columns) < LeastSide)
        {
            return new(RefusalCodes.TooSmall, string.Create(CultureInfo.InvariantCulture,
                $"The picture has only {film.Columns} x {film.Rows} pixels, too few to be analysed: send the original film."));
        }
        return IsBlank(film) ? new(RefusalCodes.BlankImage, "The picture is blank: it shows one grey only, so there is nothing to analyse.") : null;
    }

    private static bool IsBlank(GreyImage film)
    {
        var step = Math.Max(1, film.Values.Length / Samples) | 1;
        var sample = new float[(film.Values.Length + step - 1) / step];
        for (int i = 0, at = 0; at < film.Values.Length; i++, at += step)
            sample[i] = film.Values[at];
        Array.Sort(sample);
        var low = sample[(int)(Tail * (sample.Length - 1))];
        var high = sample[(int)((1 - Tail) * (sample.Length - 1))];
        return !(high - low > LeastRangeShare * Math.Max(Math.Abs(sample[0]), Math.Abs(sample[^1])));
    }
}
