using OxiPortal.Domain.Anatomy;
using OxiPortal.Domain.Imaging;

namespace OxiPortal.Inference.Pipeline;

/// <summary>The regions as one picture of the film's size and orientation: bits 1 right lung, 2 left lung, 4 heart; they may overlap.</summary>
public static class RegionMap
{
    /// <param name="masks">Film turned the usual way.</param>
    /// <param name="orientation">How the film is stored.</param>
    /// <param name="storedRows">Of the film as stored.</param>
    /// <param name="storedColumns">Of the film as stored.</param>
    /// <returns>storedRows x storedColumns, row-major; each pixel takes what lies under its centre.</returns>
    public static byte[] Render(RegionMasks masks, FilmOrientation orientation, int storedRows, int storedColumns)
    {
        ArgumentNullException.ThrowIfNull(masks);
        var (rows, columns) = orientation.NormalisedSize(storedRows, storedColumns);
        var cells = new byte[masks.Rows * masks.Columns];
        foreach (var region in new[] { BodyRegion.RightLung, BodyRegion.LeftLung, BodyRegion.Heart })
        {
            var inside = masks[region].Pixels;
            for (var i = 0; i < cells.Length; i++)
                cells[i] |= inside[i] ? (byte)region : (byte)0;
        }
        var under = new int[columns];
        for (var x = 0; x < columns; x++)
            under[x] = RegionMask.CellUnder(x, columns, masks.Columns);
        var map = new byte[storedRows * storedColumns];
        for (var y = 0; y < rows; y++)
        {
            var row = cells.AsSpan(RegionMask.CellUnder(y, rows, masks.Rows) * masks.Columns, masks.Columns);
            if (orientation.IsUsual)
            {
                var to = map.AsSpan(y * storedColumns, storedColumns);
                for (var x = 0; x < columns; x++)
                    to[x] = row[under[x]];
                continue;
            }
            for (var x = 0; x < columns; x++)
            {
                var (sx, sy) = orientation.StoredPixel(x, y, rows, columns);
                map[sy * storedColumns + sx] = row[under[x]];
            }
        }
        return map;
    }
}
