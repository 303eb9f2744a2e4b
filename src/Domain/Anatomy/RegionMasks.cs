namespace OxiPortal.Domain.Anatomy;

/// <summary>
/// The three regions of one film on one grid, film turned the usual way. The grid may be coarser than the film; both cover the same area
/// edge to edge. Lungs do not overlap each other; the heart may overlap both.
/// </summary>
public sealed record RegionMasks
{
    /// <exception cref="ArgumentException">The masks are not on one grid.</exception>
    public RegionMasks(RegionMask rightLung, RegionMask leftLung, RegionMask heart)
    {
        ArgumentNullException.ThrowIfNull(rightLung);
        ArgumentNullException.ThrowIfNull(leftLung);
        ArgumentNullException.ThrowIfNull(heart);
        if ((rightLung.Rows, rightLung.Columns) != (leftLung.Rows, leftLung.Columns) || (rightLung.Rows, rightLung.Columns) != (heart.Rows, heart.Columns))
            throw new ArgumentException("The three masks must have the same rows and columns.");
        (RightLung, LeftLung, Heart) = (rightLung, leftLung, heart);
    }

    public RegionMask RightLung { get; }
    public RegionMask LeftLung { get; }
    public RegionMask Heart { get; }
    public int Rows => RightLung.Rows;
    public int Columns => RightLung.Columns;

    public RegionMask this[BodyRegion region] => region switch
    {
        BodyRegion.RightLung => RightLung,
        BodyRegion.LeftLung => LeftLung,
        BodyRegion.Heart => Heart,
        _ => throw new ArgumentOutOfRangeException(nameof(region), region, "One region at a time."),
    };
}
