using OxiPortal.Domain.Anatomy;
using OxiPortal.Domain.Detection;
using OxiPortal.Domain.Imaging;

namespace OxiPortal.Inference.Pipeline;

/// <summary>Takes what was found on the film turned the usual way back to the film as stored.</summary>
/// <param name="Orientation">How the film is stored.</param>
/// <param name="UsualRows">Of the film turned the usual way.</param>
/// <param name="UsualColumns">Of the film turned the usual way.</param>
internal sealed record StoredGeometry(FilmOrientation Orientation, int UsualRows, int UsualColumns)
{
    private static readonly BodyRegion[] Regions = [BodyRegion.RightLung, BodyRegion.LeftLung, BodyRegion.Heart];

    public ImageBox Box(ImageBox usual) => Orientation.StoredBox(usual, UsualRows, UsualColumns);

    public PixelRect Rect(PixelRect usual) => FilmTurner.StoredRect(Orientation, usual, UsualRows, UsualColumns);

    /// <summary>The outlines of the regions that were found.</summary>
    public IReadOnlyList<Contour> Contours(RegionMasks masks) =>
    [
        .. from region in Regions
           where !masks[region].IsEmpty
           from line in RegionOutline.Trace(masks[region], UsualRows, UsualColumns)
           select new Contour(region, [.. line.SelectMany(p => Stored(p.X, p.Y))]),
    ];

    /// <summary>Exactly what <see cref="RegionMap"/> draws, counted on the masks' grid.</summary>
    public IReadOnlyList<RegionSummary> Summaries(RegionMasks masks) =>
        [.. Regions.Where(r => !masks[r].IsEmpty).Select(r => Summary(r, masks[r]))];

    private RegionSummary Summary(BodyRegion region, RegionMask mask)
    {
        var rows = PixelsUnder(mask.Rows, UsualRows);
        var columns = PixelsUnder(mask.Columns, UsualColumns);
        long area = 0;
        int left = UsualColumns, top = UsualRows, right = 0, bottom = 0;
        for (var y = mask.Box.Y; y < mask.Box.Bottom; y++)
        {
            var (firstRow, rowCount) = rows[y];
            for (var x = mask.Box.X; x < mask.Box.Right; x++)
            {
                var (firstColumn, columnCount) = columns[x];
                if (!mask[x, y] || rowCount == 0 || columnCount == 0)
                    continue;
                area += (long)rowCount * columnCount;
                left = Math.Min(left, firstColumn);
                right = Math.Max(right, firstColumn + columnCount);
                top = Math.Min(top, firstRow);
                bottom = Math.Max(bottom, firstRow + rowCount);
            }
        }
        return new RegionSummary(region, area, Rect(new PixelRect(left, top, right - left, bottom - top)));
    }

    /// <summary>For each cell, which pixels have their centre over it.</summary>
    private static (int First, int Count)[] PixelsUnder(int cells, int pixels)
    {
        var under = new (int First, int Count)[cells];
        for (var pixel = 0; pixel < pixels; pixel++)
        {
            ref var cell = ref under[RegionMask.CellUnder(pixel, pixels, cells)];
            cell = cell.Count == 0 ? (pixel, 1) : (cell.First, cell.Count + 1);
        }
        return under;
    }

    private float[] Stored(double x, double y)
    {
        var (sx, sy) = Orientation.StoredPoint(x, y, UsualRows, UsualColumns);
        return [(float)sx, (float)sy];
    }
}
