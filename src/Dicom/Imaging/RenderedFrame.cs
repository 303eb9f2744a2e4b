namespace OxiPortal.Dicom.Imaging;

/// <summary>A frame as a display shows it: 8 bits a sample, 0 dark to 255 bright (P-values of a grey frame, PS3.14; sRGB of a colour one).</summary>
/// <param name="Rows">Height in pixels.</param>
/// <param name="Columns">Width in pixels.</param>
/// <param name="IsColour">Three samples a pixel, red, green, blue; else one.</param>
/// <param name="Values">Row after row, samples interleaved.</param>
public sealed record RenderedFrame(int Rows, int Columns, bool IsColour, byte[] Values)
{
    public byte[] ToPng() => IsColour ? PngWriter.WriteColour(Rows, Columns, Values) : PngWriter.WriteGrey(Rows, Columns, Values);
}
