using OxiPortal.Domain.Anatomy;

namespace OxiPortal.Dicom.Synthetic;

/// <summary>The outlines of a chest as fields: 1 inside, 0 outside.</summary>
internal sealed record ChestParts(Field Body, Field RightLung, Field LeftLung, Field Heart, Field Mediastinum, Field Abdomen)
{
    public static ChestParts Of(ChestShape chest, int rows, int columns, Func<(double X, double Y), (double X, double Y)> toPixel)
    {
        Field Fill(IReadOnlyList<(double X, double Y)> outline) => Field.Filled(rows, columns, [.. outline.Select(toPixel)]);
        var (heart, mediastinum, abdomen) = (Fill(chest.Heart), Fill(chest.Mediastinum), Fill(chest.Abdomen));
        return new(
            Fill(chest.Body),
            Fill(chest.RightLung).Without(heart).Without(mediastinum).Without(abdomen),
            Fill(chest.LeftLung).Without(heart).Without(mediastinum).Without(abdomen),
            heart,
            mediastinum,
            abdomen);
    }

    public RegionMasks ToMasks() => new(Mask(RightLung), Mask(LeftLung), Mask(Heart));

    private static RegionMask Mask(Field field) => new(field.Rows, field.Columns, Array.ConvertAll(field.Values, v => v > 0.5f));
}
