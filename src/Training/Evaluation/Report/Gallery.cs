using System.Globalization;
using OpenCvSharp;
using OxiPortal.Domain.Anatomy;
using OxiPortal.Inference.Preprocessing;
using OxiPortal.Training.Data;

namespace OxiPortal.Training.Evaluation.Report;

/// <summary>
/// The worst and the typical films of an evaluation, drawn from the data at hand with what is true and what was found. They hold patients'
/// films: such a report stays where the films are.
/// </summary>
internal static class Gallery
{
    private const int Side = 384;
    private const int WorstOfEach = 3;
    private const int NodulesOfEach = 4;
    private static readonly Scalar True = new(80, 200, 80);
    private static readonly Scalar Lung = new(0, 150, 255);
    private static readonly Scalar Heart = new(60, 60, 230);

    /// <param name="films">As read from --data.</param>
    /// <param name="regionsOf">The region model that a fold was measured with, the fold counted from 1.</param>
    public static IReadOnlyList<GalleryPicture> Draw(EvaluationReport report, IReadOnlyList<TrainingFilm> films, Func<int, RegionModels> regionsOf)
    {
        var byName = films.ToDictionary(f => (f.Source, f.Name));
        var chosen = Regions(report).Concat(Nodules(report)).Where(c => byName.ContainsKey((c.Film.Source, c.Film.Name))).ToList();
        var pictures = new Dictionary<(FilmResult, string), GalleryPicture>();
        foreach (var fold in chosen.GroupBy(c => c.Film.Fold))
        {
            using var models = regionsOf(fold.Key);
            foreach (var (film, caption) in fold)
                pictures[(film, caption)] = new(caption, Picture(byName[(film.Source, film.Name)], film, models));
        }
        return [.. chosen.Select(c => pictures[(c.Film, c.Caption)])];
    }

    private static IEnumerable<(FilmResult Film, string Caption)> Regions(EvaluationReport report)
    {
        foreach (var source in report.Films.Where(f => f.Dice.Count > 0).GroupBy(f => f.Source).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            var ordered = source.OrderBy(f => f.Dice.Values.Average()).ToList();
            foreach (var film in ordered.Take(WorstOfEach))
                yield return (film, Caption(film, film.Refusal is null ? "worst" : $"refused ({film.Refusal})"));
            yield return (ordered[ordered.Count / 2], Caption(ordered[ordered.Count / 2], "median"));
        }

        static string Caption(FilmResult film, string what) => $"{film.Source}/{film.Name}, {what}: "
            + string.Join(", ", film.Dice.Where(d => d.Key is "Lungs" or "Heart").Select(d => string.Create(CultureInfo.InvariantCulture, $"{d.Key} {d.Value:F3}")));
    }

    private static IEnumerable<(FilmResult Film, string Caption)> Nodules(EvaluationReport report)
    {
        var marked = report.Films.Where(f => f.Nodules > 0 && f.Marks.Count > 0 && f.Marks[0].X is not null).ToList();
        foreach (var (hit, what) in new[] { (false, "nodule missed by the highest mark"), (true, "nodule found by the highest mark") })
        {
            foreach (var film in marked.Where(f => f.PeakInNodule == hit).OrderByDescending(f => f.Marks[0].Score).Take(NodulesOfEach))
                yield return (film, string.Create(CultureInfo.InvariantCulture, $"{film.Source}/{film.Name}, {what}, score {film.Marks[0].Score:F2}"));
        }
        foreach (var film in report.Films.Where(f => f is { Abnormal: false, Nodules: 0 } && f.Marks.Count > 0 && f.Marks[0].X is not null).OrderByDescending(f => f.Marks[0].Score).Take(NodulesOfEach))
            yield return (film, string.Create(CultureInfo.InvariantCulture, $"{film.Source}/{film.Name}, highest false mark on a normal film, score {film.Marks[0].Score:F2}"));
    }

    private static string Picture(TrainingFilm film, FilmResult result, RegionModels models)
    {
        var image = FilmFile.Read(film.ImagePath);
        var longer = Math.Max(image.Rows, image.Columns);
        var (rows, columns) = (Math.Max(1, image.Rows * Side / longer), Math.Max(1, image.Columns * Side / longer));
        using var grey = Mat.FromPixelData(image.Rows, image.Columns, MatType.CV_32FC1, GreyRange.Of(image).Apply(image.Values));
        using var small = new Mat();
        Cv2.Resize(grey, small, new Size(columns, rows), 0, 0, InterpolationFlags.Area);
        small.ConvertTo(small, MatType.CV_8UC1, 255);
        using var picture = new Mat();
        Cv2.CvtColor(small, picture, ColorConversionCodes.GRAY2BGR);
        if (film.MaskPath is not null)
        {
            var (maskRows, maskColumns, bits) = FilmFile.ReadMask(film.MaskPath);
            foreach (var bit in new[] { 1, 2, 4 }.Where(b => b != 4 || result.Dice.ContainsKey("Heart")))
                Outline(picture, Array.ConvertAll(bits, b => (byte)((b & bit) != 0 ? 255 : 0)), maskRows, maskColumns, True);
        }
        // The models lie in one folder of one fold: they answer for every film.
        var masks = models.Find(image, 0);
        foreach (var (region, colour) in new[] { (BodyRegion.RightLung, Lung), (BodyRegion.LeftLung, Lung), (BodyRegion.Heart, Heart) })
            Outline(picture, [.. masks[region].Pixels.ToArray().Select(p => p ? byte.MaxValue : (byte)0)], masks.Rows, masks.Columns, colour);
        foreach (var nodule in film.Boxes)
            Cv2.Circle(picture, At(nodule.CentreX / image.Columns, nodule.CentreY / image.Rows), Math.Max(4, (int)(nodule.Width / 2 * columns / image.Columns)), True, 1, LineTypes.AntiAlias);
        if (result.Marks is [{ X: { } x, Y: { } y }, ..])
            Cv2.DrawMarker(picture, At(x, y), Heart, MarkerTypes.Cross, 12, 1);
        return "data:image/jpeg;base64," + Convert.ToBase64String(picture.ImEncode(".jpg", new ImageEncodingParam(ImwriteFlags.JpegQuality, 85)));

        Point At(double across, double down) => new((int)(across * columns), (int)(down * rows));
    }

    private static void Outline(Mat picture, byte[] mask, int rows, int columns, Scalar colour)
    {
        using var on = Mat.FromPixelData(rows, columns, MatType.CV_8UC1, mask);
        using var resized = new Mat();
        Cv2.Resize(on, resized, picture.Size(), 0, 0, InterpolationFlags.Linear);
        Cv2.Threshold(resized, resized, 127, 255, ThresholdTypes.Binary);
        Cv2.FindContours(resized, out Point[][] outlines, out _, RetrievalModes.External, ContourApproximationModes.ApproxNone);
        Cv2.DrawContours(picture, outlines, -1, colour, 1, LineTypes.AntiAlias);
    }
}
