using OxiPortal.Domain.Anatomy;

namespace OxiPortal.Domain.Segments;

/// <summary>
/// Cuts one region into bands of rows laid like bricks: one over the middle, and behind it one over everything or, where the region is
/// tall enough, one over the top and one over the bottom whose joint lies in the middle of the first. (ADR 003 draws it.)
/// </summary>
internal sealed class RegionBands
{
    private readonly double _rowMm;
    private readonly int _top;

    // For each row of the region: how far its deepest cell is from what is not the region, mm; and how many cells it has.
    private readonly double[] _depthMm;
    private readonly long[] _areaAbove;

    private RegionBands(RegionMask region, double rowMm, double columnMm)
    {
        var box = region.Box;
        (_rowMm, _top) = (rowMm, box.Y);
        _depthMm = new double[box.Height];
        _areaAbove = new long[box.Height + 1];
        var window = new Imaging.PixelRect(box.X - 1, box.Y - 1, box.Width + 2, box.Height + 2);
        var squaredMm = DistanceTransform.SquaredMm(region, window, toInside: false, rowMm, columnMm);
        for (var y = 0; y < box.Height; y++)
        {
            var (deepest, area) = (0.0, 0);
            foreach (var cell in squaredMm.AsSpan((y + 1) * window.Width, window.Width))
            {
                deepest = Math.Max(deepest, cell);
                area += cell > 0 ? 1 : 0;
            }
            _depthMm[y] = Math.Sqrt(deepest);
            _areaAbove[y + 1] = _areaAbove[y] + area;
        }
    }

    /// <param name="Bands">Rows of the masks' grid, [from, to), top to bottom except that the middle band comes last.</param>
    /// <param name="LargestUnsharedDiameterMm">The largest disc inside the region whose rows only one band has: an upper bound.</param>
    public readonly record struct Cut(IReadOnlyList<(int From, int To)> Bands, double LargestUnsharedDiameterMm);

    /// <summary>
    /// Two or three bands. Every disc up to the design diameter lies whole in one of them; no disc above
    /// <see cref="SegmentPlanSettings.LargestUnsharedDiameterMm"/> lies where only one band is.
    /// </summary>
    public static Cut Of(RegionMask region, double rowMm, double columnMm, SegmentPlanSettings settings) =>
        new RegionBands(region, rowMm, columnMm).Lay(settings);

    private Cut Lay(SegmentPlanSettings settings)
    {
        var limitMm = settings.LargestUnsharedDiameterMm;
        var height = _depthMm.Length;
        var quarter = _areaAbove[height] / 4;
        var from = 0;
        while (_areaAbove[from + 1] <= quarter && DiscMm(0, from + 1) <= limitMm)
            from++;
        var to = height;
        while (_areaAbove[height] - _areaAbove[to - 1] <= quarter && DiscMm(to - 1, height) <= limitMm)
            to--;

        // A disc that straddles the joint lies whole in the middle band only if that reaches a design diameter beyond both of its sides.
        var reach = (int)Math.Min(Math.Ceiling(settings.DesignDiameterMm / _rowMm - 1e-9), height);
        var (first, last) = (from + reach, to - reach);
        var unsharedMm = Math.Max(DiscMm(0, from), DiscMm(to, height));
        if (first > last)
            return new([(_top, _top + height), (_top + from, _top + to)], unsharedMm);

        var joint = (first + last) / 2;
        var (upper, lower) = (joint, joint);
        while (Widened(upper, lower) is var (u, l) && u >= first && l <= last && (l - u) * _rowMm <= limitMm && DiscMm(u, l) <= limitMm)
            (upper, lower) = (u, l);
        return new(
            [(_top, _top + upper), (_top + lower, _top + height), (_top + from, _top + to)],
            Math.Max(unsharedMm, DiscMm(upper, lower)));
    }

    private static (int Upper, int Lower) Widened(int upper, int lower) =>
        (lower - upper) % 2 == 0 ? (upper, lower + 1) : (upper - 1, lower);

    /// <summary>
    /// The largest disc of the region within rows [from, to), its diameter. A cell's distance to the nearest cell centre that is not in the
    /// disc's reach is never less than the radius of a disc around any point of that cell: so this is never below the truth.
    /// </summary>
    private double DiscMm(int from, int to)
    {
        var radiusMm = 0.0;
        for (var y = from; y < to; y++)
        {
            var radius = _depthMm[y];
            if (from > 0)
                radius = Math.Min(radius, (y - from + 1) * _rowMm);
            if (to < _depthMm.Length)
                radius = Math.Min(radius, (to - y) * _rowMm);
            radiusMm = Math.Max(radiusMm, radius);
        }
        return 2 * radiusMm;
    }
}
