namespace OxiPortal.Training.Augmentation;

/// <summary>
/// A nodule that is not there: a soft, slightly uneven ellipsoid whose density follows the X-ray's way through it. Pasted into films without
/// finding, it teaches what nodules of every size and place have in common.
/// </summary>
/// <param name="CentreX">In crop pixels.</param>
/// <param name="CentreY">In crop pixels.</param>
/// <param name="RadiusX">Along its own axis, in crop pixels.</param>
/// <param name="RadiusY">Across, in crop pixels.</param>
/// <param name="Angle">Of its own axis, in radians.</param>
/// <param name="Contrast">At the centre, in local standard deviations.</param>
/// <param name="Softness">Exponent of the profile: 0.5 is a sphere, more fades earlier.</param>
public sealed record SimulatedNodule(double CentreX, double CentreY, double RadiusX, double RadiusY, double Angle, double Contrast, double Softness)
{
    public const double SmallestMm = 5;
    public const double LargestMm = 30;

    /// <summary>Small nodules more often than large ones; faint ones as well as plain ones.</summary>
    public static SimulatedNodule Draw(Random random, double centreX, double centreY, double pixelMm)
    {
        ArgumentNullException.ThrowIfNull(random);
        var diameterMm = SmallestMm * Math.Exp(random.NextDouble() * Math.Log(LargestMm / SmallestMm));
        var (radius, flat) = (diameterMm / 2 / pixelMm, Math.Exp(0.3 * (2 * random.NextDouble() - 1)));
        // A thicker nodule absorbs more; what is subtle lies at the lower end.
        var contrast = (0.35 + 0.02 * diameterMm) * Math.Exp(0.9 * random.NextDouble() - 0.25);
        return new(centreX, centreY, radius * Math.Sqrt(flat), radius / Math.Sqrt(flat), Math.PI * random.NextDouble(), contrast, 0.5 + 0.9 * random.NextDouble());
    }

    /// <summary>Adds the nodule where the region is shown.</summary>
    /// <param name="film">size x size, in local standard deviations.</param>
    /// <param name="region">size x size, 0 or 1.</param>
    public void Paste(Span<float> film, ReadOnlySpan<float> region, int size)
    {
        var reach = Math.Max(RadiusX, RadiusY);
        for (var y = Math.Max(0, (int)(CentreY - reach)); y <= Math.Min(size - 1, (int)(CentreY + reach)); y++)
        {
            for (var x = Math.Max(0, (int)(CentreX - reach)); x <= Math.Min(size - 1, (int)(CentreX + reach)); x++)
            {
                if (region[y * size + x] > 0)
                    film[y * size + x] += (float)Density(x + 0.5, y + 0.5);
            }
        }
    }

    /// <summary>What the nodule adds at a point; 0 outside.</summary>
    public double Density(double x, double y)
    {
        var inside = 1 - Distance(x, y);
        return inside <= 0 ? 0 : Contrast * Math.Pow(inside, Softness);
    }

    public bool Covers(double x, double y) => Distance(x, y) < 1;

    private double Distance(double x, double y)
    {
        var (sin, cos) = Math.SinCos(Angle);
        var (dx, dy) = (x - CentreX, y - CentreY);
        var (u, v) = ((dx * cos + dy * sin) / RadiusX, (dy * cos - dx * sin) / RadiusY);
        return u * u + v * v;
    }
}
