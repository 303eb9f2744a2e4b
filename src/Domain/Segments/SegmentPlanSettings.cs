namespace OxiPortal.Domain.Segments;

/// <summary>The method's design figures. Part of the pipeline version: a change makes new analyses, never silently other ones.</summary>
public sealed record SegmentPlanSettings
{
    /// <summary>A segment's pixels over the film's: never below this (rule 2).</summary>
    public const double MinimumScale = 0.8;

    public static SegmentPlanSettings Default { get; } = new();

    /// <summary>The resolution the network was trained at, in mm a pixel. Finer films are reduced towards it, but never below <see cref="MinimumScale"/>; coarser ones are enlarged.</summary>
    public double WorkingSpacingMm { get; init; } = 0.22;

    /// <summary>How far a lung's region reaches beyond its mask (rule 3: 98 % of nodules then lie whole in it).</summary>
    public double LungMarginMm { get; init; } = 10;

    /// <summary>How far the heart's region reaches beyond its mask.</summary>
    public double HeartMarginMm { get; init; } = 10;

    /// <summary>Every disc up to this diameter that lies inside a region lies whole in one segment (rule 5).</summary>
    public double DesignDiameterMm { get; init; } = 60;

    /// <summary>No disc larger than this lies in no overlap (rule 5).</summary>
    public double LargestUnsharedDiameterMm { get; init; } = 15;

    /// <summary>Where the header has no spacing, or an absurd one, the taller lung is taken to be this high.</summary>
    public double AssumedLungHeightMm { get; init; } = 260;

    /// <summary>
    /// A spacing that makes the taller lung lower than this is not believed. (A newborn's lungs are some 55 to 80 mm high on a film.)
    /// </summary>
    public double LeastLungHeightMm { get; init; } = 50;

    /// <summary>A spacing that makes the taller lung higher than this is not believed.</summary>
    public double MostLungHeightMm { get; init; } = 450;

    /// <summary>The film is refused as too small where the taller lung has fewer rows of it.</summary>
    public int LeastLungHeightPixels { get; init; } = 128;

    /// <summary>The film is refused as too small where a segment would have to be enlarged more than this: there is nothing left to see.</summary>
    public double MostScale { get; init; } = 10;

    /// <summary>A mask smaller than this share of the film is a speck, not a lung.</summary>
    public double LeastLungShare { get; init; } = 0.004;

    /// <summary>Lungs that fill more than this share of the film are not plausible.</summary>
    public double MostLungsShare { get; init; } = 0.85;
}
