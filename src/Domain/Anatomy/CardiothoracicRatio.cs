namespace OxiPortal.Domain.Anatomy;

/// <summary>A horizontal measurement on a film, in image coordinates: from (Left, Y) to (Right, Y).</summary>
public readonly record struct WidthLine(double Left, double Right, double Y)
{
    public double Width => Right - Left;
}

/// <summary>
/// The heart's largest width over the thorax's on a frontal film turned the usual way; above 0.5 a heart is usually called enlarged
/// (C. S. Danzer, "The cardiothoracic ratio: an index of cardiac enlargement", 1919). A number without unit: it needs no pixel spacing,
/// only that all columns are equally wide.
/// </summary>
/// <param name="HeartRight">From the heart's farthest reach towards the patient's right to the midline.</param>
/// <param name="HeartLeft">From the midline to the heart's farthest reach towards the patient's left, which usually lies lower.</param>
/// <param name="Thorax">From the right lung's outermost edge to the left one's, drawn midway between their rows.</param>
public sealed record CardiothoracicRatio(WidthLine HeartRight, WidthLine HeartLeft, WidthLine Thorax)
{
    /// <summary>0..1 on any plausible film.</summary>
    public double Value => (HeartRight.Width + HeartLeft.Width) / Thorax.Width;

    /// <summary>Measured on the largest part of each mask, or null where a region is missing or the lungs are not on their sides.</summary>
    /// <param name="masks">Of the film turned the usual way.</param>
    /// <param name="filmRows">Of the film turned the usual way: the lines are in its image coordinates.</param>
    /// <param name="filmColumns">Of the film turned the usual way.</param>
    public static CardiothoracicRatio? Of(RegionMasks masks, int filmRows, int filmColumns)
    {
        ArgumentNullException.ThrowIfNull(masks);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(filmRows);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(filmColumns);
        if (masks.RightLung.IsEmpty || masks.LeftLung.IsEmpty || masks.Heart.IsEmpty)
            return null;
        var (right, left, heart) = (masks.RightLung.LargestPart(), masks.LeftLung.LargestPart(), masks.Heart.LargestPart());
        var (thoraxFrom, thoraxTo) = (right.Box.X, left.Box.Right);
        if (thoraxTo <= thoraxFrom)
            return null;
        var midline = Math.Clamp((thoraxFrom + thoraxTo) / 2.0, heart.Box.X, heart.Box.Right);
        return new(
            Line(heart.Box.X, midline, MiddleRow(heart, heart.Box.X)),
            Line(midline, heart.Box.Right, MiddleRow(heart, heart.Box.Right - 1)),
            Line(thoraxFrom, thoraxTo, (MiddleRow(right, thoraxFrom) + MiddleRow(left, thoraxTo - 1)) / 2));

        WidthLine Line(double from, double to, double y) =>
            new(from * filmColumns / masks.Columns, to * filmColumns / masks.Columns, y * filmRows / masks.Rows);
    }

    /// <summary>The middle of what the mask has in that column, in grid coordinates.</summary>
    private static double MiddleRow(RegionMask mask, int column)
    {
        var part = mask.BoxWithin(new(column, 0, 1, mask.Rows));
        return part.Y + part.Height / 2.0;
    }
}
