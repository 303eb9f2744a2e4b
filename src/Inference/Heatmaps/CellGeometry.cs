using OxiPortal.Domain.Anatomy;
using OxiPortal.Domain.Imaging;

namespace OxiPortal.Inference.Heatmaps;

/// <summary>Where the film's cells lie on the film turned the usual way.</summary>
/// <param name="FilmRows">Of the film.</param>
/// <param name="FilmColumns">Of the film.</param>
/// <param name="WorkingRows">Of the film as resampled for its segments.</param>
/// <param name="WorkingColumns">Of the film as resampled for its segments.</param>
/// <param name="Stride">Working pixels a cell.</param>
public sealed record CellGeometry(int FilmRows, int FilmColumns, int WorkingRows, int WorkingColumns, int Stride)
{
    /// <summary>How many cells the film is wide; not whole.</summary>
    public double CellsAcross => (double)WorkingColumns / Stride;

    /// <summary>How many cells the film is high; not whole.</summary>
    public double CellsDown => (double)WorkingRows / Stride;

    /// <summary>The film under some cells, or null where they lie beyond it.</summary>
    public ImageBox? Box(PixelRect cells)
    {
        var (x, y) = (FilmColumns / CellsAcross, FilmRows / CellsDown);
        return new ImageBox(cells.X * x, cells.Y * y, cells.Width * x, cells.Height * y).ClipTo(FilmRows, FilmColumns);
    }

    public bool CentreIn(RegionMask mask, int cellX, int cellY)
    {
        ArgumentNullException.ThrowIfNull(mask);
        var x = (int)((cellX + 0.5) * mask.Columns / CellsAcross);
        var y = (int)((cellY + 0.5) * mask.Rows / CellsDown);
        return x < mask.Columns && y < mask.Rows && mask[x, y];
    }
}
