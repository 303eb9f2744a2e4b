using FsCheck;
using FsCheck.Fluent;
using OxiPortal.Domain.Anatomy;
using OxiPortal.Domain.Imaging;

namespace OxiPortal.Domain.Tests.Support;

/// <summary>Random films for properties: FsCheck draws the numbers, this draws the shapes.</summary>
public static class Scenes
{
    public static readonly string[] Kinds =
        ["usual", "tall", "wide", "newborn", "touching", "right only", "left only", "no heart", "cut by the edge", "ragged", "in two parts", "heart over both"];

    public static Arbitrary<Scene> Scene() => Arb.From(
        from kind in Gen.Elements(Kinds)
        from gridRows in Gen.Choose(96, 256)
        from gridShape in Gen.Choose(70, 140)
        from fineness in Gen.Choose(10, 80)
        from pixelShape in Gen.Frequency((4, Gen.Constant(100)), (1, Gen.Choose(70, 140)))
        from header in Gen.Elements("true", "true", "none", "absurd")
        from seed in Gen.Choose(0, int.MaxValue - 1)
        select Draw(kind, gridRows, gridRows * gridShape / 100, fineness / 100.0, pixelShape / 100.0, header, new Random(seed)));

    /// <summary>Draws lungs in millimetres on a film of a size that suits them, then on the grid.</summary>
    private static Scene Draw(
        string kind, int gridRows, int gridColumns, double rowMm, double pixelShape, string header, Random random)
    {
        double Between(double low, double high) => low + random.NextDouble() * (high - low);

        var height = kind switch { "tall" => Between(300, 400), "wide" => Between(130, 180), "newborn" => Between(56, 80), _ => Between(190, 300) };
        var width = kind switch { "tall" => Between(70, 110), "wide" => Between(140, 190), "newborn" => Between(25, 45), _ => Between(90, 150) };
        var gap = kind == "touching" ? 0 : kind == "newborn" ? Between(5, 20) : Between(2, 70);
        var marginMm = Between(15, 60);
        var filmHeightMm = height + 2 * marginMm;
        var filmWidthMm = 2 * width + gap + 2 * marginMm;
        // Only as fine as brute force can bear: the planner sees the same grid whatever the film's pixels.
        var columnMm = rowMm * pixelShape;
        var coarser = Math.Max(1, Math.Max(filmHeightMm / rowMm, filmWidthMm / columnMm) / 450);
        (rowMm, columnMm) = (rowMm * coarser, columnMm * coarser);
        var filmRows = (int)Math.Ceiling(filmHeightMm / rowMm);
        var filmColumns = (int)Math.Ceiling(filmWidthMm / columnMm);

        var top = kind == "cut by the edge" ? -height * Between(0.05, 0.3) : marginMm;
        var left = kind == "cut by the edge" ? -width * Between(0, 0.3) : marginMm;
        Shape Lung(double x) => kind switch
        {
            "ragged" => Ragged(x + width / 2, top + height / 2, width / 2, height / 2, random),
            "in two parts" => Either(
                Ellipse(x + width / 2, top + height * 0.3, width / 2, height * 0.28),
                Ellipse(x + width / 2, top + height * 0.82, width / 3, height * 0.15)),
            "touching" => (px, py) => px >= x && px < x + width && py >= top && py < top + height,
            _ => Ellipse(x + width / 2, top + height / 2, width / 2, height / 2),
        };
        var right = Lung(left);
        var leftLung = Lung(left + width + gap);
        var heartWidth = kind == "heart over both" ? width + gap : Between(0.5, 1) * width + gap / 2;
        var heart = Ellipse(left + width + gap / 2 + Between(0, 0.2) * width, top + height * 0.7, heartWidth / 2, height * Between(0.15, 0.25));

        RegionMask Mask(Shape? shape, Shape? except = null)
        {
            var inside = new bool[gridRows * gridColumns];
            for (var y = 0; y < gridRows; y++)
            {
                for (var x = 0; x < gridColumns; x++)
                {
                    var px = (x + 0.5) * filmColumns * columnMm / gridColumns;
                    var py = (y + 0.5) * filmRows * rowMm / gridRows;
                    inside[y * gridColumns + x] = shape is not null && shape(px, py) && (except is null || !except(px, py));
                }
            }
            return new(gridRows, gridColumns, inside);
        }

        var masks = new RegionMasks(
            Mask(kind == "left only" ? null : right), Mask(kind == "right only" ? null : leftLung, except: right), Mask(kind == "no heart" ? null : heart));
        var spacing = header switch
        {
            "true" => new PixelSpacing(rowMm, columnMm, PixelSpacingSource.ImagerPixelSpacing),
            "absurd" => new PixelSpacing(rowMm * 30, columnMm * 30, PixelSpacingSource.PixelSpacing),
            _ => null,
        };
        return new(kind, masks, filmRows, filmColumns, spacing, rowMm, columnMm);
    }

    private delegate bool Shape(double xMm, double yMm);

    private static Shape Ellipse(double cx, double cy, double rx, double ry) =>
        (x, y) => (x - cx) * (x - cx) / (rx * rx) + (y - cy) * (y - cy) / (ry * ry) <= 1;

    private static Shape Either(Shape a, Shape b) => (x, y) => a(x, y) || b(x, y);

    /// <summary>A star-shaped polygon with random radii.</summary>
    private static Shape Ragged(double cx, double cy, double rx, double ry, Random random)
    {
        var radii = Enumerable.Range(0, 24).Select(_ => 0.6 + 0.4 * random.NextDouble()).ToArray();
        return (x, y) =>
        {
            var (dx, dy) = ((x - cx) / rx, (y - cy) / ry);
            var turn = (Math.Atan2(dy, dx) / Math.Tau + 1) % 1 * radii.Length;
            var (i, part) = ((int)turn % radii.Length, turn - Math.Floor(turn));
            var radius = radii[i] * (1 - part) + radii[(i + 1) % radii.Length] * part;
            return dx * dx + dy * dy <= radius * radius;
        };
    }
}
