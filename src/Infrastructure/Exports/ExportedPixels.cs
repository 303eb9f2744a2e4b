using OxiPortal.Dicom;
using OxiPortal.Dicom.Imaging;
using OxiPortal.Domain.Imaging;

namespace OxiPortal.Infrastructure.Exports;

/// <summary>A film's pixels on its stored grid as 16-bit grey, bone white.</summary>
/// <param name="Values">0..65535, rows x columns, row-major: (film's value - Offset) / Scale.</param>
/// <param name="Offset">The film's value (after the Modality LUT) at 0.</param>
/// <param name="Scale">The film's values a step; 1 where they are whole and fit, which is the rule.</param>
/// <param name="Inverted">Low values are bright in the file (MONOCHROME1): its values were mirrored, so that bone is white as everywhere.</param>
internal sealed record ExportedPixels(int Rows, int Columns, ushort[] Values, double Offset, double Scale, bool Inverted)
{
    /// <param name="frame">From 1.</param>
    /// <exception cref="DicomException">The film cannot be decoded.</exception>
    public static async Task<ExportedPixels> ReadAsync(DicomFile file, PixelDecoder decoder, int frame, CancellationToken cancel)
    {
        var image = (await FilmReader.ReadAsync(file, decoder, frame - 1, cancel)).Image;
        var inverted = GreyPolarity.IsInverted(file.Dataset);
        var least = float.PositiveInfinity;
        var most = float.NegativeInfinity;
        var whole = true;
        foreach (var value in image.Values)
        {
            least = Math.Min(least, value);
            most = Math.Max(most, value);
            whole &= value == MathF.Floor(value);
        }
        var range = (double)most - least;
        var scale = whole && range <= ushort.MaxValue ? 1 : range / ushort.MaxValue;
        return new ExportedPixels(image.Rows, image.Columns, Quantise(image, least, scale), least, scale, inverted);
    }

    private static ushort[] Quantise(GreyImage image, double offset, double scale)
    {
        var values = new ushort[image.Values.Length];
        for (var i = 0; i < values.Length; i++)
            values[i] = (ushort)Math.Clamp(Math.Round((image.Values[i] - offset) / scale), 0, ushort.MaxValue);
        return values;
    }
}
