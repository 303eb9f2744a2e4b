using System.Globalization;
using OxiPortal.Domain.Anatomy;
using OxiPortal.Domain.Detection;
using OxiPortal.Domain.Imaging;

namespace OxiPortal.Domain.Segments;

/// <summary>
/// The method's rules as one pure function, the same in training and in use. Source: the patent family filed by Oxipit in 2018 (regions
/// cut into overlapping segments near full resolution, all else blanked); the figures are <see cref="SegmentPlanSettings"/>.
/// </summary>
public static class SegmentPlanner
{
    /// <summary>
    /// A plan by the rules, or a refusal: <see cref="RefusalCodes.NoLungFound"/>, <see cref="RefusalCodes.ImplausibleRegions"/> or
    /// <see cref="RefusalCodes.TooSmall"/>.
    /// </summary>
    /// <param name="masks">Of the film turned the usual way, on a grid of their own that covers the film edge to edge. A cell that both lungs' masks claim is shown nowhere.</param>
    /// <param name="filmRows">Of the film turned the usual way.</param>
    /// <param name="filmColumns">Of the film turned the usual way.</param>
    /// <param name="spacing">Of the film turned the usual way; null where the header has none.</param>
    /// <param name="settings">The design figures.</param>
    public static SegmentPlanOutcome Plan(
        RegionMasks masks, int filmRows, int filmColumns, PixelSpacing? spacing, SegmentPlanSettings settings)
    {
        ArgumentNullException.ThrowIfNull(masks);
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(filmRows);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(filmColumns);

        var lungs = new[] { BodyRegion.RightLung, BodyRegion.LeftLung }.Where(l => IsLung(masks[l], settings)).ToArray();
        if (Implausible(masks, lungs, settings) is { } implausible)
            return new SegmentPlanOutcome.Refused(implausible);

        var lungHeightPixels = lungs.Max(l => masks[l].Box.Height) * (double)filmRows / masks.Rows;
        var (filmMm, assumed) = SpacingInUse(spacing, lungHeightPixels, settings);
        var scale = Scale(filmMm, settings);
        if (lungHeightPixels < settings.LeastLungHeightPixels || Math.Max(scale.Row, scale.Column) > settings.MostScale)
            return new SegmentPlanOutcome.Refused(TooSmall(filmRows, filmColumns, lungHeightPixels));

        var (rowMm, columnMm) = (filmMm.RowMm * filmRows / masks.Rows, filmMm.ColumnMm * filmColumns / masks.Columns);
        var regions = new RegionMasks(
            LungRegion(BodyRegion.RightLung, BodyRegion.LeftLung),
            LungRegion(BodyRegion.LeftLung, BodyRegion.RightLung),
            masks.Heart.Grow(settings.HeartMarginMm, rowMm, columnMm));

        RegionMask LungRegion(BodyRegion lung, BodyRegion other) => lungs.Contains(lung)
            ? masks[lung].Grow(settings.LungMarginMm, rowMm, columnMm).Without(masks[other])
            : RegionMask.Empty(masks.Rows, masks.Columns);

        var pieces = new List<(BodyRegion Region, int Turn, RegionMask Shown, PixelRect Cells)>();
        var unsharedMm = 0.0;
        foreach (var lung in lungs)
        {
            var region = regions[lung];
            var cut = RegionBands.Of(region, rowMm, columnMm, settings);
            unsharedMm = Math.Max(unsharedMm, cut.LargestUnsharedDiameterMm);
            pieces.AddRange(cut.Bands.Select((band, turn) =>
                (lung, turn, region, region.BoxWithin(new(0, band.From, region.Columns, band.To - band.From)))));
        }
        if (!masks.Heart.IsEmpty)
        {
            pieces.AddRange(HeartPieces.Of(regions.Heart, masks, columnMm, settings)
                .Where(piece => !piece.Within.IsEmpty).Select(piece => (BodyRegion.Heart, int.MaxValue, piece.Shown, piece.Within)));
        }

        // The lungs take turns, so that a reader who watches sees both early; the heart comes last.
        var segments = pieces.OrderBy(p => p.Turn)
            .Select((p, i) => new ImageSegment(i + 1, p.Region, FilmBox(p.Cells, masks, filmRows, filmColumns), scale.Row, scale.Column, p.Shown))
            .ToArray();
        var missing = BodyRegion.None;
        foreach (var region in new[] { BodyRegion.RightLung, BodyRegion.LeftLung, BodyRegion.Heart })
            missing |= segments.Any(s => s.Region == region) ? BodyRegion.None : region;
        return new SegmentPlanOutcome.Planned(new(filmRows, filmColumns, regions, segments, filmMm, assumed, unsharedMm, missing));
    }

    private static bool IsLung(RegionMask mask, SegmentPlanSettings settings) =>
        !mask.IsEmpty && mask.Area >= settings.LeastLungShare * mask.Rows * mask.Columns;

    private static Refusal? Implausible(RegionMasks masks, BodyRegion[] lungs, SegmentPlanSettings settings)
    {
        if (masks.RightLung.IsEmpty && masks.LeftLung.IsEmpty)
            return new(RefusalCodes.NoLungFound, "No lung was found on this film, so it was not analysed: is it a frontal chest radiograph?");
        if (lungs.Length == 0)
        {
            return new(RefusalCodes.ImplausibleRegions,
                "What was found is too small to be a lung, so the film was not analysed: is it a frontal chest radiograph?");
        }
        if (masks.RightLung.And(masks.LeftLung).Area * 2 > Math.Min(masks.RightLung.Area, masks.LeftLung.Area))
        {
            return new(RefusalCodes.ImplausibleRegions,
                "Right and left lung were found in the same place, so the film was not analysed: is it a frontal chest radiograph?");
        }
        if (masks.RightLung.Area + masks.LeftLung.Area > settings.MostLungsShare * masks.Rows * masks.Columns)
        {
            return new(RefusalCodes.ImplausibleRegions,
                "What was found fills nearly the whole film and cannot be the lungs, so the film was not analysed: is it a whole frontal chest radiograph?");
        }
        return null;
    }

    private static Refusal TooSmall(int filmRows, int filmColumns, double lungHeightPixels) =>
        new(RefusalCodes.TooSmall, string.Create(CultureInfo.InvariantCulture,
            $"The film is too coarse to be analysed ({filmColumns} x {filmRows} pixels, the lungs {lungHeightPixels:0} pixels high): send the original, not a thumbnail."));

    private static ((double RowMm, double ColumnMm) Mm, bool Assumed) SpacingInUse(
        PixelSpacing? spacing, double lungHeightPixels, SegmentPlanSettings settings)
    {
        // Files where one of both numbers is wrong occur; pixels longer than twice their width do not.
        var shape = spacing is null ? 1 : spacing.ColumnMm / spacing.RowMm;
        var shapeIsPlausible = shape is >= 0.5 and <= 2;
        if (spacing is not null && shapeIsPlausible)
        {
            var lungHeightMm = lungHeightPixels * spacing.RowMm;
            if (lungHeightMm >= settings.LeastLungHeightMm && lungHeightMm <= settings.MostLungHeightMm)
                return ((spacing.RowMm, spacing.ColumnMm), false);
        }
        var rowMm = settings.AssumedLungHeightMm / lungHeightPixels;
        return ((rowMm, shapeIsPlausible ? rowMm * shape : rowMm), true);
    }

    /// <summary>To square pixels of the working spacing, or of the finest that keeps both directions at the minimum scale.</summary>
    private static (double Row, double Column) Scale((double RowMm, double ColumnMm) filmMm, SegmentPlanSettings settings)
    {
        var segmentMm = Math.Min(settings.WorkingSpacingMm, Math.Min(filmMm.RowMm, filmMm.ColumnMm) / SegmentPlanSettings.MinimumScale);
        return (Math.Max(SegmentPlanSettings.MinimumScale, filmMm.RowMm / segmentMm),
            Math.Max(SegmentPlanSettings.MinimumScale, filmMm.ColumnMm / segmentMm));
    }

    /// <summary>The film's pixels that those cells touch.</summary>
    private static PixelRect FilmBox(PixelRect cells, RegionMasks masks, int filmRows, int filmColumns)
    {
        var x = Down(cells.X, filmColumns, masks.Columns);
        var y = Down(cells.Y, filmRows, masks.Rows);
        return new(x, y, Up(cells.Right, filmColumns, masks.Columns) - x, Up(cells.Bottom, filmRows, masks.Rows) - y);

        static int Down(int cell, int pixels, int cells) => (int)((long)cell * pixels / cells);
        static int Up(int cell, int pixels, int cells) => (int)(((long)cell * pixels + cells - 1) / cells);
    }
}
