using OxiPortal.Domain.Anatomy;
using OxiPortal.Domain.Imaging;

namespace OxiPortal.Domain.Segments;

/// <summary>
/// One piece of one region, as the network sees it: a rectangle of the film, resampled by <paramref name="Scale"/>, everything outside
/// the region blanked. (The method's word; not a DICOM SEG segment.)
/// </summary>
/// <param name="Id">Unique within the plan, from 1, in scoring order.</param>
/// <param name="Region">The one region shown.</param>
/// <param name="Box">In pixels of the film turned the usual way.</param>
/// <param name="Scale">The segment's pixels over the film's; at least <see cref="SegmentPlanSettings.MinimumScale"/>.</param>
public sealed record ImageSegment(int Id, BodyRegion Region, PixelRect Box, double Scale);
