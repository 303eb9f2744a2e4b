using OxiPortal.Domain.Imaging;

namespace OxiPortal.Dicom.Synthetic;

/// <summary>Draws irregularities into lungs.</summary>
internal static class SyntheticLesions
{
    /// <param name="lesion">What and where.</param>
    /// <param name="parts">The lungs.</param>
    /// <param name="attenuation">Drawn onto.</param>
    /// <param name="pixelsPerMm">Of the grid.</param>
    /// <param name="reduction">Film pixels a grid pixel.</param>
    public static SyntheticTruth Draw(SyntheticLesion lesion, ChestParts parts, Field attenuation, double pixelsPerMm, int reduction, Random random)
    {
        var lung = lesion.InRightLung ? parts.RightLung : parts.LeftLung;
        var radius = lesion.DiameterMm / 2 * pixelsPerMm;
        var (centreX, centreY) = Centre(lung, lesion, radius);
        var texture = SoftTissue.Uneven(attenuation.Rows, attenuation.Columns, Math.Max(2, radius / 2.5), random);
        var (left, right) = ((int)Math.Max(0, centreX - radius - 1), (int)Math.Min(attenuation.Columns, centreX + radius + 2));
        var (top, bottom) = ((int)Math.Max(0, centreY - radius - 1), (int)Math.Min(attenuation.Rows, centreY + radius + 2));
        for (var y = top; y < bottom; y++)
        {
            for (var x = left; x < right; x++)
            {
                var i = y * attenuation.Columns + x;
                var distance = Math.Sqrt(Math.Pow(x + 0.5 - centreX, 2) + Math.Pow(y + 0.5 - centreY, 2)) / radius;
                attenuation.Values[i] += (float)(lesion.Contrast * (lesion.Kind == SyntheticLesionKind.Nodule
                    ? Nodule(distance + 0.06 * texture.Values[i])
                    : Opacity(distance + 0.25 * texture.Values[i]) * (1 + 0.35 * texture.Values[i]) * lung.Values[i]));
            }
        }
        var box = new ImageBox((centreX - radius) * reduction, (centreY - radius) * reduction, 2 * radius * reduction, 2 * radius * reduction);
        return new SyntheticTruth(lesion, box);
    }

    // A ball: the ray through it is longest in the middle. Softened at the rim.
    private static double Nodule(double distance) => distance >= 1 ? 0 : Math.Pow(1 - distance * distance, 0.7);

    private static double Opacity(double distance) => distance >= 1 ? 0 : Math.Pow(Math.Cos(Math.PI / 2 * Math.Max(0, distance)), 1.2);

    private static (double X, double Y) Centre(Field lung, SyntheticLesion lesion, double radius)
    {
        var (top, bottom) = (-1, 0);
        for (var y = 0; y < lung.Rows; y++)
        {
            if (Run(lung, y) is null)
                continue;
            top = top < 0 ? y : top;
            bottom = y;
        }
        if (top < 0)
            throw new ArgumentException("The film shows no part of that lung: a lesion cannot be drawn.", nameof(lesion));
        var row = (int)(top + lesion.Down * (bottom - top));
        while (Run(lung, row) is null)
            row--;
        var (left, right) = Run(lung, row)!.Value;
        var (medial, lateral) = lesion.InRightLung ? (right, left) : (left, right);
        var x = medial + lesion.Across * (lateral - medial);
        // Kept off the border where the lung is wide enough.
        var room = Math.Min(radius, (right - left) / 2.0);
        return (Math.Clamp(x, left + room, right - room), row + 0.5);
    }

    private static (int Left, int Right)? Run(Field lung, int y)
    {
        var row = lung.Values.AsSpan(y * lung.Columns, lung.Columns);
        var (left, right) = (0, lung.Columns - 1);
        while (left < row.Length && row[left] < 0.5f)
            left++;
        while (right >= 0 && row[right] < 0.5f)
            right--;
        return left <= right ? (left, right + 1) : null;
    }
}
