using OxiPortal.Domain.Anatomy;
using OxiPortal.Domain.Imaging;

namespace OxiPortal.Dicom.Synthetic;

/// <summary>An irregularity as it was drawn.</summary>
/// <param name="Lesion">What was asked for.</param>
/// <param name="Box">Around it, in pixels of the film.</param>
public sealed record SyntheticTruth(SyntheticLesion Lesion, ImageBox Box);

/// <summary>
/// A chest film that nobody was exposed for: drawn from a seed, for demonstrations and tests. Attenuation of body, lungs, heart, bones and vessels is
/// added up along the rays, then exposed, scattered and digitised to 12 bits.
/// </summary>
public sealed class SyntheticRadiograph
{
    /// <summary>Attenuation is computed on a grid of at most this many pixels a side, then enlarged: nothing in it is finer.</summary>
    private const int MaxGrid = 1024;
    private const int BitsStored = 12;

    private SyntheticRadiograph(SyntheticFilmOptions options, ushort[] pixels, RegionMasks masks, IReadOnlyList<SyntheticTruth> truth) =>
        (Options, Pixels, Masks, Truth) = (options, pixels, masks, truth);

    public SyntheticFilmOptions Options { get; }

    /// <summary>rows x columns stored values of 12 bits.</summary>
    public ushort[] Pixels { get; }

    /// <summary>Where lungs and heart were drawn; the grid may be coarser than the film.</summary>
    public RegionMasks Masks { get; }

    public IReadOnlyList<SyntheticTruth> Truth { get; }

    /// <summary>Draws a film: some 0.5 s for 2048 x 2048.</summary>
    public static SyntheticRadiograph Draw(SyntheticFilmOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Rows, 64);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Columns, 64);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.PixelSpacingMm);
        var random = new Random(options.Seed);
        var reduction = (int)Math.Ceiling(Math.Max(options.Rows, options.Columns) / (double)MaxGrid);
        var (rows, columns) = ((options.Rows + reduction - 1) / reduction, (options.Columns + reduction - 1) / reduction);
        var pixelsPerMm = 1 / (options.PixelSpacingMm * reduction);
        (double X, double Y) ToPixel((double X, double Y) mm) => (columns / 2.0 + mm.X * pixelsPerMm, rows / 2.0 + mm.Y * pixelsPerMm);

        var chest = new ChestShape(random);
        var parts = ChestParts.Of(chest, rows, columns, ToPixel);
        var attenuation = Compose(chest, parts, ToPixel, pixelsPerMm, random);
        var truth = new List<SyntheticTruth>();
        foreach (var lesion in options.Lesions)
            truth.Add(SyntheticLesions.Draw(lesion, parts, attenuation, pixelsPerMm, reduction, random));
        var exposure = SyntheticExposure.Expose(attenuation, pixelsPerMm);
        return new SyntheticRadiograph(options, SyntheticExposure.Digitise(exposure, options, reduction, BitsStored, random), parts.ToMasks(), truth);
    }

    /// <summary>The film as a DICOM file, complete and valid (Digital X-Ray Image for presentation).</summary>
    public DicomFile ToDicom(SyntheticStudy study, string viewPosition = "PA", int instanceNumber = 1) =>
        SyntheticDicom.Build(this, study, viewPosition, instanceNumber, BitsStored);

    private static Field Compose(
        ChestShape chest, ChestParts parts, Func<(double X, double Y), (double X, double Y)> toPixel, double pixelsPerMm, Random random)
    {
        var (rows, columns) = (parts.Body.Rows, parts.Body.Columns);
        double Mm(double mm) => mm * pixelsPerMm;
        var lungs = parts.RightLung.Copy().Add(parts.LeftLung, 1);

        // The trunk is thickest in its middle; the blurred outline stands for its roundness.
        var attenuation = parts.Body.Copy().Blur(Mm(9)).Multiply(parts.Body.Copy().Blur(Mm(1.5))).Map(v => 2.2f * v);
        attenuation.Add(lungs.Copy().Blur(Mm(11)).Map(v => 0.4f + 0.6f * v).Multiply(lungs.Copy().Blur(Mm(1.2))), -1.3);
        attenuation.Add(parts.Mediastinum.Copy().Blur(Mm(4)), 0.35);
        attenuation.Add(parts.Heart.Copy().Blur(Mm(12)).Multiply(parts.Heart.Copy().Blur(Mm(1.5))), 0.35);
        var abdomen = parts.Abdomen.Copy().Multiply(parts.Body);
        attenuation.Add(abdomen.Copy().Blur(Mm(1.8)), 0.45);
        attenuation.Add(abdomen.Blur(Mm(25)).Multiply(parts.Body), 0.75);
        attenuation.Add(ChestVessels.DrawAirways(chest, rows, columns, toPixel, pixelsPerMm).Blur(Mm(1)), -0.42);
        var bones = new Field(rows, columns);
        ChestBones.Draw(chest, bones, toPixel, pixelsPerMm, random);
        attenuation.Add(bones.Blur(Mm(0.7)).Multiply(parts.Body), 1);
        var vessels = ChestVessels.Draw(chest, rows, columns, toPixel, pixelsPerMm, random);
        attenuation.Add(vessels.Multiply(lungs.Copy().Blur(Mm(2))), 0.17 + 0.08 * random.NextDouble());
        SoftTissue.Add(attenuation, chest, parts, toPixel, pixelsPerMm, random);
        return attenuation;
    }
}
