namespace OxiPortal.Domain.Imaging;

/// <summary>One frame as it is analysed: grey values as stored (not yet turned), with what the header says of size and side.</summary>
/// <param name="Image">Grey values on the stored grid.</param>
/// <param name="Spacing">Null where the header has none that is positive.</param>
/// <param name="Orientation">Null: unknown, no side may be claimed.</param>
public sealed record Film(GreyImage Image, PixelSpacing? Spacing, FilmOrientation? Orientation);
