using OpenCvSharp;
using OxiPortal.Domain.Imaging;
using OxiPortal.Inference.Preprocessing;

namespace OxiPortal.Inference.Tests.Preprocessing;

public sealed class WorkingFilmTests
{
    [Theory]
    [InlineData(0.8, 0.8)]
    [InlineData(0.81, 0.93)]
    [InlineData(1.0, 1.0)]
    [InlineData(1.7, 1.7)]
    public void GivenAFilm_WhenNormalised_ThenItIsWhatThePlainDefinitionGives(double rowScale, double columnScale)
    {
        var film = Film(211, 187);
        var spacing = (RowMm: 1.1, ColumnMm: 1.0);

        var working = WorkingFilm.From(film, (rowScale, columnScale), spacing);

        var expected = Plain(film, working.Rows, working.Columns, 20 * rowScale / spacing.RowMm, 20 * columnScale / spacing.ColumnMm);
        Assert.True(working.Rows >= film.Rows * rowScale - 1e-6 && working.Columns >= film.Columns * columnScale - 1e-6);
        for (var i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], working.Values[i], 2e-3f);
    }

    [Theory]
    [InlineData(100, 80)]
    [InlineData(97, 12)]
    [InlineData(64, 64)]
    [InlineData(9, 1)]
    public void GivenAnAxis_WhenReduced_ThenEachNewPixelIsTheMeanOfWhatItCovers(int from, int to)
    {
        var row = Enumerable.Range(0, from).Select(i => (float)((i * 31) % 17)).ToArray();
        var reduced = new float[to];

        new AxisReduction(from, to).Along(row, reduced);

        for (var i = 0; i < to; i++)
        {
            var (start, end) = ((double)i * from / to, (i + 1.0) * from / to);
            var sum = Enumerable.Range(0, from).Sum(p => row[p] * Math.Max(0, Math.Min(end, p + 1) - Math.Max(start, p)));
            Assert.Equal(sum / (end - start), reduced[i], 1e-4);
        }
    }

    private static GreyImage Film(int rows, int columns)
    {
        var values = new float[rows * columns];
        for (var i = 0; i < values.Length; i++)
            values[i] = 500 + 300 * MathF.Sin(i % columns / 20f) * MathF.Cos(i / columns / 33f) + (i * 7919 % 101);
        return new GreyImage(rows, columns, values);
    }

    /// <summary>By whole-picture operations, one after the other.</summary>
    private static float[] Plain(GreyImage film, int rows, int columns, double sigmaY, double sigmaX)
    {
        var grey = GreyRange.Of(film).Apply(Resampling.Resize(film.Values, film.Rows, film.Columns, rows, columns));
        using var picture = Mat.FromPixelData(rows, columns, MatType.CV_32FC1, grey);
        using var squared = new Mat();
        Cv2.Multiply(picture, picture, squared);
        using var mean = Smooth(picture);
        using var meanOfSquares = Smooth(squared);
        var deviation = new float[rows / 8 * (columns / 8)];
        for (var y = 0; y < rows / 8; y++)
        {
            for (var x = 0; x < columns / 8; x++)
                deviation[y * (columns / 8) + x] = MathF.Sqrt(MathF.Max(0.0004f, meanOfSquares.At<float>(y, x) - mean.At<float>(y, x) * mean.At<float>(y, x)));
        }
        using var coarseDeviation = Mat.FromPixelData(rows / 8, columns / 8, MatType.CV_32FC1, deviation);
        using var fineMean = new Mat();
        using var fineDeviation = new Mat();
        Cv2.Resize(mean, fineMean, new Size(columns, rows));
        Cv2.Resize(coarseDeviation, fineDeviation, new Size(columns, rows));
        var result = new float[rows * columns];
        for (var i = 0; i < result.Length; i++)
            result[i] = Math.Clamp((grey[i] - fineMean.At<float>(i / columns, i % columns)) / fineDeviation.At<float>(i / columns, i % columns), -4, 4);
        return result;

        Mat Smooth(Mat of)
        {
            var smooth = new Mat();
            Cv2.Resize(of, smooth, new Size(columns / 8, rows / 8), 0, 0, InterpolationFlags.Area);
            Cv2.GaussianBlur(smooth, smooth, new Size(0, 0), sigmaX / 8, sigmaY / 8, BorderTypes.Replicate);
            return smooth;
        }
    }
}
