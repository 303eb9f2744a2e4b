using FsCheck.Xunit;
using OxiPortal.Domain.Anatomy;
using OxiPortal.Domain.Imaging;
using OxiPortal.Domain.Tests.Support;

namespace OxiPortal.Domain.Tests.Anatomy;

public sealed class RegionOutlineTests
{
    [Fact]
    public void GivenABlock_WhenTraced_ThenItsEdgesAreInTheFilmsImageCoordinates()
    {
        var outline = Assert.Single(RegionOutline.Trace(Masks.Of(10, 10, new PixelRect(2, 3, 4, 5)), filmRows: 100, filmColumns: 50));

        Assert.Equal((10, 30), (outline.Min(p => p.X), outline.Max(p => p.X)));
        Assert.Equal((30, 80), (outline.Min(p => p.Y), outline.Max(p => p.Y)));
    }

    [Fact]
    public void GivenPartsThatTouchAtACorner_WhenTraced_ThenEachHasItsOwnLineAndHolesHaveNone()
    {
        var mask = Masks.Of(
            "###...",
            "#.#...",
            "###...",
            "...##.",
            "...##.");

        var outlines = RegionOutline.Trace(mask, 5, 6, toleranceCells: 0);

        // A line through the middles of the edges cuts an eighth of a cell off each of four corners.
        Assert.Equal([9 - 0.5, 4 - 0.5], outlines.Select(Area));
    }

    [Property(MaxTest = 200, Replay = "7,11", QuietOnSuccess = true)]
    public void GivenAnyMask_WhenTracedWithoutTolerance_ThenAFillGivesTheMaskWithItsHolesFilled(int seed)
    {
        var random = new Random(seed);
        var mask = Masks.Random(random, random.Next(1, 14), random.Next(1, 14), random.NextDouble());

        var outlines = RegionOutline.Trace(mask, mask.Rows, mask.Columns, toleranceCells: 0);

        var filled = HolesFilled(mask);
        for (var y = 0; y < mask.Rows; y++)
        {
            for (var x = 0; x < mask.Columns; x++)
                Assert.Equal(filled[y, x], outlines.Any(o => Covers(o, x + 0.5, y + 0.5)));
        }
    }

    [Property(Arbitrary = [typeof(Scenes)], MaxTest = 30, Replay = "7,13", QuietOnSuccess = true)]
    public void GivenALung_WhenTraced_ThenTheLineStaysWithinAPixelOfTheMaskAndIsShort(Scene scene)
    {
        foreach (var mask in new[] { scene.Masks.RightLung, scene.Masks.LeftLung, scene.Masks.Heart }.Where(m => !m.IsEmpty))
        {
            var outlines = RegionOutline.Trace(mask, mask.Rows, mask.Columns);
            for (var y = 1; y < mask.Rows - 1; y += 7)
            {
                for (var x = 1; x < mask.Columns - 1; x++)
                {
                    // Cells with a like neighbourhood are at least half a cell from any edge.
                    var around = Enumerable.Range(0, 9).Select(i => mask[x - 1 + i % 3, y - 1 + i / 3]).Distinct().ToArray();
                    if (around.Length == 1)
                        Assert.Equal(around[0], outlines.Any(o => Covers(o, x + 0.5, y + 0.5)));
                }
            }
            Assert.True(outlines.Sum(o => o.Length) < mask.Box.Height + mask.Box.Width, "Not simplified.");
        }
    }

    [Fact]
    public void GivenNothing_WhenTraced_ThenThereIsNoLine() => Assert.Empty(RegionOutline.Trace(RegionMask.Empty(5, 5), 50, 50));

    private static double Area((double X, double Y)[] o) =>
        Enumerable.Range(0, o.Length).Sum(i => o[i].X * o[(i + 1) % o.Length].Y - o[(i + 1) % o.Length].X * o[i].Y) / 2;

    private static bool Covers((double X, double Y)[] o, double x, double y)
    {
        var inside = false;
        for (var i = 0; i < o.Length; i++)
        {
            var (a, b) = (o[i], o[(i + 1) % o.Length]);
            if (a.Y > y != b.Y > y && x < a.X + (y - a.Y) / (b.Y - a.Y) * (b.X - a.X))
                inside = !inside;
        }
        return inside;
    }

    // A hole is what cannot be reached from beyond the edge; past a corner one gets through, since parts that touch there are two.
    private static bool[,] HolesFilled(RegionMask mask)
    {
        var filled = new bool[mask.Rows, mask.Columns];
        var open = new bool[mask.Rows + 2, mask.Columns + 2];
        var stack = new Stack<(int Y, int X)>([(0, 0)]);
        while (stack.TryPop(out var at))
        {
            if (at.Y < 0 || at.X < 0 || at.Y > mask.Rows + 1 || at.X > mask.Columns + 1 || open[at.Y, at.X])
                continue;
            if (at.Y >= 1 && at.X >= 1 && at.Y <= mask.Rows && at.X <= mask.Columns && mask[at.X - 1, at.Y - 1])
                continue;
            open[at.Y, at.X] = true;
            for (var i = 0; i < 9; i++)
                stack.Push((at.Y - 1 + i / 3, at.X - 1 + i % 3));
        }
        for (var y = 0; y < mask.Rows; y++)
        {
            for (var x = 0; x < mask.Columns; x++)
                filled[y, x] = !open[y + 1, x + 1];
        }
        return filled;
    }
}
