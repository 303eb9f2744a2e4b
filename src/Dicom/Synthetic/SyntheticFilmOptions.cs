namespace OxiPortal.Dicom.Synthetic;

/// <summary>What kind of irregularity is drawn.</summary>
public enum SyntheticLesionKind
{
    /// <summary>Round, with a fairly sharp edge.</summary>
    Nodule,

    /// <summary>Cloudy, without a clear edge.</summary>
    Opacity,
}

/// <summary>An irregularity to be drawn into a lung.</summary>
/// <param name="DiameterMm">5 to 30 for nodules, up to 80 for opacities.</param>
/// <param name="Contrast">Added attenuation at its centre: 0.08 hardly visible, 0.2 plain, 0.4 obvious.</param>
/// <param name="InRightLung">The patient's right.</param>
/// <param name="Across">Where in the lung: 0 at its medial, 1 at its lateral border, at that height.</param>
/// <param name="Down">Where in the lung: 0 at its top, 1 at its bottom.</param>
public sealed record SyntheticLesion(
    SyntheticLesionKind Kind, double DiameterMm, double Contrast, bool InRightLung, double Across, double Down);

/// <summary>How a synthetic film is drawn. The same options give the same pixels, always.</summary>
public sealed record SyntheticFilmOptions
{
    public required int Seed { get; init; }

    public int Rows { get; init; } = 2048;

    public int Columns { get; init; } = 2048;

    /// <summary>The chest keeps its size in mm: a small film at a fine spacing shows a part of it.</summary>
    public double PixelSpacingMm { get; init; } = 0.175;

    /// <summary>Stored with bone black, as many CR systems do.</summary>
    public bool Monochrome1 { get; init; }

    public IReadOnlyList<SyntheticLesion> Lesions { get; init; } = [];

    /// <summary>
    /// A film as they come: size, exposure, MONOCHROME1 now and then, and one or two irregularities in two films of three.
    /// </summary>
    public static SyntheticFilmOptions Varied(int seed)
    {
        var random = new Random(seed ^ 0x5EED);
        var (rows, columns, spacing) = random.Next(4) switch
        {
            0 => (2500, 2048, 0.168),
            1 => (2022, 2022, 0.175),
            2 => (1760, 1760, 0.2),
            _ => (2048, 2048, 0.175),
        };
        var lesions = new List<SyntheticLesion>();
        for (var count = random.Next(3); count > 0; count--)
        {
            var nodule = random.Next(3) > 0;
            lesions.Add(new SyntheticLesion(
                nodule ? SyntheticLesionKind.Nodule : SyntheticLesionKind.Opacity,
                nodule ? 10 + 18 * random.NextDouble() : 30 + 35 * random.NextDouble(),
                nodule ? 0.16 + 0.2 * random.NextDouble() : 0.25 + 0.25 * random.NextDouble(),
                random.Next(2) == 0,
                0.2 + 0.6 * random.NextDouble(),
                0.2 + 0.55 * random.NextDouble()));
        }
        return new SyntheticFilmOptions
        {
            Seed = seed,
            Rows = rows,
            Columns = columns,
            PixelSpacingMm = spacing,
            Monochrome1 = random.Next(5) == 0,
            Lesions = lesions,
        };
    }
}
