using System.Globalization;
using OxiPortal.Domain.Imaging;
using OxiPortal.Infrastructure.Reading;

namespace OxiPortal.Portal.Qa;

/// <summary>The part of a film around a box: enough of the neighbourhood to judge by.</summary>
/// <param name="Crop">In pixels of the film as stored, within it.</param>
/// <param name="Url">Where the picture of it is.</param>
public sealed record CropAddress(PixelRect Crop, string Url)
{
    /// <summary>The crop's side over the box's longer side.</summary>
    private const double Surroundings = 3;

    /// <summary>No crop is less than this share of the film's longer side: a small box alone says little.</summary>
    private const double LeastShare = 0.25;

    public static CropAddress Of(ReviewItem item)
    {
        ArgumentNullException.ThrowIfNull(item);
        var crop = Around(item.Box, item.Rows, item.Columns);
        var url = string.Create(CultureInfo.InvariantCulture,
            $"/api/films/{item.Study}/{item.Instance}/crop?frame={item.Frame}&x={crop.X}&y={crop.Y}&width={crop.Width}&height={crop.Height}");
        return new(crop, url);
    }

    /// <summary>Where a box of the film lies within the crop, in percent of the crop's width and height.</summary>
    public (double Left, double Top, double Width, double Height) Place(ImageBox box) => (
        100 * (box.X - Crop.X) / Crop.Width, 100 * (box.Y - Crop.Y) / Crop.Height, 100 * box.Width / Crop.Width, 100 * box.Height / Crop.Height);

    private static PixelRect Around(ImageBox box, int rows, int columns)
    {
        var side = Math.Max(Surroundings * Math.Max(box.Width, box.Height), LeastShare * Math.Max(rows, columns));
        var width = (int)Math.Clamp(Math.Round(side), 1, columns);
        var height = (int)Math.Clamp(Math.Round(side), 1, rows);
        var x = (int)Math.Clamp(Math.Round(box.X + box.Width / 2 - width / 2.0), 0, columns - width);
        var y = (int)Math.Clamp(Math.Round(box.Y + box.Height / 2 - height / 2.0), 0, rows - height);
        return new(x, y, width, height);
    }
}
