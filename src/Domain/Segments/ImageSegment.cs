using OxiPortal.Domain.Anatomy;
using OxiPortal.Domain.Imaging;

namespace OxiPortal.Domain.Segments;

/// <summary>
/// One piece of one region, as the network sees it: a rectangle of the film, resampled, everything that is not <paramref name="Shown"/>
/// blanked. (The method's word; not a DICOM SEG segment.)
/// </summary>
/// <param name="Id">Unique within the plan, from 1, in scoring order.</param>
/// <param name="Region">The region it is a piece of.</param>
/// <param name="Box">In pixels of the film turned the usual way.</param>
/// <param name="RowScale">The segment's rows over the film's; at least <see cref="SegmentPlanSettings.MinimumScale"/>.</param>
/// <param name="ColumnScale">The same for columns. Differs from <paramref name="RowScale"/> only where the film's pixels are not square: the segment's are.</param>
/// <param name="Shown">
/// On the masks' grid: what of the film may be seen; the rest of the box is blanked. For a lung its region; for the heart its region less
/// one lung where it touches both, since no segment shows more than one lung.
/// </param>
public sealed record ImageSegment(int Id, BodyRegion Region, PixelRect Box, double RowScale, double ColumnScale, RegionMask Shown)
{
    /// <summary>The segment's pixels over the film's: the smaller of both directions.</summary>
    public double Scale => Math.Min(RowScale, ColumnScale);

    /// <summary>Rows at the network's input, before any padding. Rounded up, so that the true scale is not below <see cref="RowScale"/>.</summary>
    public int Rows => RoundedUp(Box.Height * RowScale);

    /// <summary>Columns at the network's input, before any padding. Rounded up.</summary>
    public int Columns => RoundedUp(Box.Width * ColumnScale);

    // 100 * 1.1 is 110.00000000000001 in doubles: that must not make 111 rows.
    private static int RoundedUp(double pixels) => (int)Math.Ceiling(pixels - 1e-6);
}
