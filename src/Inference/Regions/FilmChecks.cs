using System.Globalization;
using System.Numerics.Tensors;
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

    // Of the bends between neighbouring blocks, this one by rank must be at least this share of the picture's range.
    private const int BlocksAside = 96;
    private const double StructureRank = 0.75;
    private const double LeastBendShare = 1e-3;

    /// <summary>Null where nothing speaks against the film.</summary>
    public static Refusal? Check(GreyImage film)
    {
        ArgumentNullException.ThrowIfNull(film);
        if (Math.Min(film.Rows, film.Columns) < LeastSide)
        {
            return new(RefusalCodes.TooSmall, string.Create(CultureInfo.InvariantCulture,
                $"The picture has only {film.Columns} x {film.Rows} pixels, too few to be analysed: send the original film."));
        }
        if (IsBlank(film))
            return new(RefusalCodes.BlankImage, "The picture is blank: it shows one grey only, so there is nothing to analyse.");
        return HasNoStructure(film)
            ? new(RefusalCodes.NoLungFound, "The picture shows nothing but an even slope of grey, so no lung was looked for: is it a frontal chest radiograph?")
            : null;
    }

    /// <summary>
    /// Whether most of the picture bends nowhere: a ramp from dark to bright, in which a network still sees something. Bodies bend everywhere,
    /// at the scale of ribs, on however smooth a film.
    /// </summary>
    private static bool HasNoStructure(GreyImage film)
    {
        var block = Math.Max(1, Math.Max(film.Rows, film.Columns) / BlocksAside);
        var (rows, columns) = (film.Rows / block, film.Columns / block);
        // A strip: too narrow to bend at that scale.
        if (rows < 3 || columns < 3)
            return true;
        // Whole rows are added up first: this looks at every pixel of the film.
        var (means, sums) = (new float[rows * columns], new float[columns * block]);
        for (var row = 0; row < rows; row++)
        {
            Array.Clear(sums);
            for (var y = row * block; y < (row + 1) * block; y++)
                TensorPrimitives.Add(sums, film.Values.AsSpan(y * film.Columns, sums.Length), sums);
            for (var column = 0; column < columns; column++)
                means[row * columns + column] = TensorPrimitives.Sum<float>(sums.AsSpan(column * block, block));
        }
        var bends = new float[rows * (columns - 2)];
        for (var y = 0; y < rows; y++)
        {
            for (var x = 1; x < columns - 1; x++)
            {
                var at = y * columns + x;
                bends[y * (columns - 2) + x - 1] = Math.Abs(means[at - 1] - 2 * means[at] + means[at + 1]);
            }
        }
        Array.Sort(bends);
        Array.Sort(means);
        var range = means[(int)((1 - Tail) * (means.Length - 1))] - means[(int)(Tail * (means.Length - 1))];
        return bends[(int)(StructureRank * (bends.Length - 1))] < LeastBendShare * range;
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
