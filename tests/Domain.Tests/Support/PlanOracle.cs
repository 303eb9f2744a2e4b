using OxiPortal.Domain.Anatomy;
using OxiPortal.Domain.Segments;

namespace OxiPortal.Domain.Tests.Support;

/// <summary>
/// The method's rules, checked the slow and plain way on the film's own pixels: looks at the scene's masks and at the plan's boxes and
/// blanking, never at how the planner came by them.
/// </summary>
public sealed class PlanOracle
{
    private static readonly BodyRegion[] s_lungs = [BodyRegion.RightLung, BodyRegion.LeftLung];
    private readonly Scene _scene;
    private readonly SegmentPlan _plan;
    private readonly SegmentPlanSettings _settings;
    private readonly int _rows;
    private readonly int _columns;

    // Film pixels, looked up once: the slow way is slow enough.
    private readonly bool[]?[] _inMask = new bool[]?[(int)BodyRegion.Heart + 1];
    private readonly (bool[] Shown, (int X, int Y)[] Pixels)?[] _shown;

    public PlanOracle(Scene scene, SegmentPlan plan, SegmentPlanSettings? settings = null)
    {
        (_scene, _plan, _settings) = (scene, plan, settings ?? SegmentPlanSettings.Default);
        (_rows, _columns) = (scene.FilmRows, scene.FilmColumns);
        _shown = new (bool[], (int, int)[])?[plan.Segments.Count];
    }

    private bool[] Lookup(RegionMask mask)
    {
        var inside = new bool[_rows * _columns];
        for (var y = 0; y < _rows; y++)
        {
            for (var x = 0; x < _columns; x++)
                inside[y * _columns + x] = mask[(int)((x + 0.5) * mask.Columns / _columns), (int)((y + 0.5) * mask.Rows / _rows)];
        }
        return inside;
    }

    public static IEnumerable<BodyRegion> Lungs => s_lungs;

    private double RowMm => _plan.SpacingMm.RowMm;
    private double ColumnMm => _plan.SpacingMm.ColumnMm;

    public bool Found(BodyRegion region) => !_plan.Missing.HasFlag(region);

    public IEnumerable<ImageSegment> Of(BodyRegion region) => _plan.Segments.Where(s => s.Region == region);

    private bool InMask(BodyRegion region, int x, int y) =>
        (_inMask[(int)region] ??= Lookup(_scene.Masks[region]))[y * _columns + x];

    /// <summary>Whether the film's pixel survives in the segment.</summary>
    public bool Shows(ImageSegment segment, int x, int y) => segment.Box.Contains(x, y) && Look(segment).Shown[y * _columns + x];

    private (int X, int Y)[] ShownPixels(ImageSegment segment) => Look(segment).Pixels;

    private (bool[] Shown, (int X, int Y)[] Pixels) Look(ImageSegment segment)
    {
        if (_shown[segment.Id - 1] is { } look)
            return look;
        var shown = Lookup(segment.Shown);
        var pixels = new List<(int X, int Y)>();
        for (var y = segment.Box.Y; y < segment.Box.Bottom; y++)
        {
            for (var x = segment.Box.X; x < segment.Box.Right; x++)
            {
                if (shown[y * _columns + x])
                    pixels.Add((x, y));
            }
        }
        look = (shown, [.. pixels]);
        _shown[segment.Id - 1] = look;
        return look;
    }

    public void SegmentsAreOnTheFilmAtNearlyFullResolution()
    {
        Assert.Equal(Enumerable.Range(1, _plan.Segments.Count), _plan.Segments.Select(s => s.Id));
        foreach (var s in _plan.Segments)
        {
            Assert.False(s.Box.IsEmpty);
            Assert.True(s.Box is { X: >= 0, Y: >= 0 } && s.Box.Right <= _columns && s.Box.Bottom <= _rows, $"{s.Box} is not on the film.");
            Assert.True(s.Scale >= 0.8, $"Scale {s.Scale}.");
            Assert.True(s.Rows >= 0.8 * s.Box.Height - 1e-6 && s.Columns >= 0.8 * s.Box.Width - 1e-6);
            // The network sees square pixels.
            Assert.Equal(RowMm / s.RowScale, ColumnMm / s.ColumnScale, 1e-9);
        }
    }

    public void EachLungHasTwoOverlappingSegments()
    {
        foreach (var lung in s_lungs.Where(Found))
        {
            var segments = Of(lung).ToList();
            Assert.True(segments.Count >= 2, $"{segments.Count} segments.");
            var reached = new HashSet<ImageSegment> { segments[0] };
            while (segments.Find(s => !reached.Contains(s) && reached.Any(r => Overlap(r, s))) is { } next)
                reached.Add(next);
            Assert.Equal(segments.Count, reached.Count);
        }
    }

    private bool Overlap(ImageSegment a, ImageSegment b) => ShownPixels(a).Any(p => Shows(b, p.X, p.Y));

    public void NoSegmentShowsTwoLungs()
    {
        foreach (var s in _plan.Segments)
        {
            var right = ShownPixels(s).Any(p => InMask(BodyRegion.RightLung, p.X, p.Y));
            var left = ShownPixels(s).Any(p => InMask(BodyRegion.LeftLung, p.X, p.Y));
            Assert.False(right && left, $"Segment {s.Id} of the {s.Region} shows two lungs.");
            Assert.False(s.Region == BodyRegion.RightLung && left, $"Segment {s.Id} of the right lung shows the left one.");
            Assert.False(s.Region == BodyRegion.LeftLung && right, $"Segment {s.Id} of the left lung shows the right one.");
        }
    }

    /// <summary>Every pixel of a found region's mask is seen in a segment of that region.</summary>
    public void EveryFoundRegionIsCovered()
    {
        foreach (var region in s_lungs.Append(BodyRegion.Heart).Where(Found))
        {
            var segments = Of(region).ToList();
            for (var y = 0; y < _rows; y++)
            {
                for (var x = 0; x < _columns; x++)
                {
                    if (InMask(region, x, y) && !segments.Any(s => Shows(s, x, y)))
                        Assert.Fail($"Pixel ({x}, {y}) of the {region} is in no segment.");
                }
            }
        }
    }

    /// <summary>What a segment of the region shows lies within the margin of the region's mask, and all within the margin is shown (less the other lung).</summary>
    public void RegionsReachAsFarAsTheirMargin(Random random, int probes)
    {
        foreach (var region in s_lungs.Append(BodyRegion.Heart).Where(Found))
        {
            var mask = _scene.Masks[region];
            var segments = Of(region).ToList();
            var (cellRowMm, cellColumnMm) = (RowMm * _rows / mask.Rows, ColumnMm * _columns / mask.Columns);
            for (var i = 0; i < probes; i++)
            {
                var (cx, cy) = (random.Next(mask.Columns), random.Next(mask.Rows));
                var nearestMm = double.MaxValue;
                for (var y = 0; y < mask.Rows; y++)
                {
                    for (var x = 0; x < mask.Columns; x++)
                    {
                        var (dx, dy) = ((x - cx) * cellColumnMm, (y - cy) * cellRowMm);
                        if (mask[x, y])
                            nearestMm = Math.Min(nearestMm, dx * dx + dy * dy);
                    }
                }
                nearestMm = Math.Sqrt(nearestMm);
                if (Math.Abs(nearestMm - 10) < 1e-6)
                    continue;
                var twoLungs = region == BodyRegion.RightLung && _scene.Masks.LeftLung[cx, cy]
                    || region == BodyRegion.LeftLung && _scene.Masks.RightLung[cx, cy];
                var (fx, fy) = ((int)((cx + 0.5) * _columns / mask.Columns), (int)((cy + 0.5) * _rows / mask.Rows));
                // Where the film is coarser than the grid, that pixel's centre may lie in another cell.
                if ((int)((fx + 0.5) * mask.Columns / _columns) != cx || (int)((fy + 0.5) * mask.Rows / _rows) != cy)
                    continue;
                Assert.Equal(nearestMm < 10 && !twoLungs, segments.Any(s => Shows(s, fx, fy)));
            }
        }
    }

    /// <summary>Random discs, as large as the place allows up to the design size, each whole in one segment.</summary>
    public void DiscsLieWholeInOneSegment(Random random, int discs)
    {
        foreach (var region in s_lungs.Append(BodyRegion.Heart).Where(Found))
        {
            var segments = Of(region).ToList();
            // What the region's segments show together; for the heart also what the disc may not do: touch two lungs.
            var shown = Count(segments);
            var pixels = Enumerable.Range(0, _rows * _columns).Where(i => shown[i] > 0).ToArray();
            for (var i = 0; i < discs; i++)
            {
                var at = pixels[random.Next(pixels.Length)];
                var (cx, cy) = (at % _columns + random.NextDouble(), at / _columns + random.NextDouble());
                var disc = LargestDisc(cx, cy, _settings.DesignDiameterMm / 2 * (random.Next(2) == 0 ? 1 : random.NextDouble()),
                    (x, y) => shown[y * _columns + x] > 0);
                if (region == BodyRegion.Heart
                    && disc.Any(p => InMask(BodyRegion.RightLung, p.X, p.Y)) && disc.Any(p => InMask(BodyRegion.LeftLung, p.X, p.Y)))
                {
                    continue;
                }
                Assert.True(segments.Any(s => disc.All(p => Shows(s, p.X, p.Y))),
                    $"A disc of {disc.Count} pixels at ({cx:0}, {cy:0}) in the {region} lies in no one segment.");
            }
        }
    }

    /// <summary>Pixels whose centres are nearer to the point than its nearest pixel that is not inside, and than the radius.</summary>
    private List<(int X, int Y)> LargestDisc(double cx, double cy, double radiusMm, Func<int, int, bool> inside)
    {
        var pixels = new List<(int X, int Y, double Mm)>();
        var limitMm = radiusMm;
        for (var y = (int)Math.Floor(cy - radiusMm / RowMm) - 1; y <= cy + radiusMm / RowMm + 1; y++)
        {
            for (var x = (int)Math.Floor(cx - radiusMm / ColumnMm) - 1; x <= cx + radiusMm / ColumnMm + 1; x++)
            {
                var mm = double.Hypot((x + 0.5 - cx) * ColumnMm, (y + 0.5 - cy) * RowMm);
                if (x >= 0 && y >= 0 && x < _columns && y < _rows && inside(x, y))
                    pixels.Add((x, y, mm));
                else
                    limitMm = Math.Min(limitMm, mm);
            }
        }
        return [.. pixels.Where(p => p.Mm < limitMm).Select(p => (p.X, p.Y))];
    }

    /// <summary>The largest disc of film pixels that only one segment of a lung shows: its diameter from centre to centre of the first pixel outside.</summary>
    public double LargestUnsharedDiameterMm()
    {
        var largestMm = 0.0;
        foreach (var lung in s_lungs.Where(Found))
        {
            var shown = Count([.. Of(lung)]);
            bool Unshared(int x, int y) => x >= 0 && y >= 0 && x < _columns && y < _rows && shown[y * _columns + x] == 1;
            for (var y = 0; y < _rows; y++)
            {
                for (var x = 0; x < _columns; x++)
                {
                    if (Unshared(x, y))
                        largestMm = Math.Max(largestMm, RadiusUnlessSmaller(x, y, largestMm, Unshared));
                }
            }
        }
        return 2 * largestMm;
    }

    // Rings of pixels outwards until one is not inside and no further ring can be nearer; gives up once it cannot beat the best so far.
    private double RadiusUnlessSmaller(int cx, int cy, double bestMm, Func<int, int, bool> inside)
    {
        var nearestMm = double.MaxValue;
        var (rowMm, columnMm) = (RowMm, ColumnMm);
        for (var ring = 1; ring * Math.Min(rowMm, columnMm) < nearestMm; ring++)
        {
            for (var k = -ring; k <= ring; k++)
            {
                Look(cx + k, cy - ring);
                Look(cx + k, cy + ring);
                Look(cx - ring, cy + k);
                Look(cx + ring, cy + k);
            }
            if (nearestMm <= bestMm)
                return nearestMm;
        }
        return nearestMm;

        void Look(int x, int y)
        {
            if (!inside(x, y))
                nearestMm = Math.Min(nearestMm, Math.Sqrt((x - cx) * columnMm * (x - cx) * columnMm + (y - cy) * rowMm * (y - cy) * rowMm));
        }
    }

    private int[] Count(List<ImageSegment> segments)
    {
        var shown = new int[_rows * _columns];
        foreach (var segment in segments)
        {
            foreach (var (x, y) in ShownPixels(segment))
                shown[y * _columns + x]++;
        }
        return shown;
    }

    public void WhatLiesInNoOverlapIsSmall()
    {
        var measured = LargestUnsharedDiameterMm();
        var pixelMm = double.Hypot(RowMm, ColumnMm);
        var cellMm = double.Hypot(RowMm * _rows / _scene.Masks.Rows, ColumnMm * _columns / _scene.Masks.Columns);
        Assert.InRange(_plan.LargestUnsharedDiameterMm, 0, _settings.LargestUnsharedDiameterMm);
        Assert.InRange(measured, _plan.LargestUnsharedDiameterMm - 2 * (cellMm + pixelMm), _plan.LargestUnsharedDiameterMm + 2 * pixelMm);
    }

    public void AllRulesHold(int seed, int discs)
    {
        var random = new Random(seed);
        SegmentsAreOnTheFilmAtNearlyFullResolution();
        EachLungHasTwoOverlappingSegments();
        NoSegmentShowsTwoLungs();
        EveryFoundRegionIsCovered();
        RegionsReachAsFarAsTheirMargin(random, discs / 2);
        DiscsLieWholeInOneSegment(random, discs);
        WhatLiesInNoOverlapIsSmall();
    }
}
