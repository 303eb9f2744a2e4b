using OxiPortal.Domain.Detection;
using OxiPortal.Domain.Imaging;

namespace OxiPortal.Dicom.Imaging;

/// <summary>From a DICOM file to a film of grey values: the Modality LUT, MONOCHROME1 inverted, padding darkened. PS3.3 C.11.1, C.7.6.3.1.2.</summary>
public static class FilmReader
{
    /// <summary>One frame as a film.</summary>
    /// <exception cref="DicomException">
    /// The frame cannot be decoded (see <see cref="PixelDecoder.DecodeFrameAsync"/>), or is no grey picture.
    /// </exception>
    public static async ValueTask<Film> ReadAsync(DicomFile file, PixelDecoder decoder, int frame = 0, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(decoder);
        var pixels = DicomPixelData.Create(file.Dataset);
        if (!pixels.IsGrey)
            throw new DicomException(RefusalCodes.NotGrey, $"This is no grey picture but {Known(pixels.PhotometricInterpretation)}: it is not analysed");
        var decoded = await decoder.DecodeFrameAsync(file, frame, cancel);
        return new Film(Grey(decoded, file.Dataset), Spacing(file.Dataset), Orientation(file.Dataset));
    }

    /// <summary>
    /// (0028,0030), else (0018,1164); null where neither holds two positive numbers (files with 0.000\0.000 occur).
    /// </summary>
    public static PixelSpacing? Spacing(DicomDataset dataset)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        return Spacing(dataset, DicomTags.PixelSpacing, PixelSpacingSource.PixelSpacing)
            ?? Spacing(dataset, DicomTags.ImagerPixelSpacing, PixelSpacingSource.ImagerPixelSpacing);
    }

    /// <summary>By Patient Orientation (0020,0020); null where it does not say.</summary>
    public static FilmOrientation? Orientation(DicomDataset dataset)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        return dataset.GetStrings(DicomTags.PatientOrientation) is [var row, var column] ? FilmOrientation.Parse(row, column) : null;
    }

    private static PixelSpacing? Spacing(DicomDataset dataset, DicomTag tag, PixelSpacingSource source) =>
        dataset.GetValues<double>(tag) is [var row, var column] && row > 0 && column > 0 && double.IsFinite(row) && double.IsFinite(column)
            ? new PixelSpacing(row, column, source)
            : null;

    private static GreyImage Grey(PixelFrame frame, DicomDataset dataset)
    {
        var pixels = frame.Pixels;
        var lut = ModalityLut.Read(dataset, pixels);
        var values = new float[frame.Count];
        if (frame.Words.Length > 0)
        {
            // A table of all stored values: the rest is one look-up a pixel.
            var table = new float[65536];
            for (var stored = pixels.MinStored; stored <= pixels.MaxStored; stored++)
                table[(ushort)stored] = lut.Apply(stored);
            var words = frame.Words;
            for (var i = 0; i < words.Length; i++)
                values[i] = table[words[i]];
        }
        else
        {
            for (var i = 0; i < values.Length; i++)
                values[i] = lut.Apply(frame[i]);
        }
        if (pixels.PhotometricInterpretation == "MONOCHROME1")
        {
            // Mirrored within what could have been stored, so that range and unit stay.
            var sum = lut.Least + lut.Most;
            for (var i = 0; i < values.Length; i++)
                values[i] = sum - values[i];
        }
        DarkenPadding(frame, dataset, values);
        return new GreyImage(pixels.Rows, pixels.Columns, values);
    }

    // PS3.3 C.7.5.1.1.2: padding is no part of the film. It takes the film's darkest value, so that it neither shines nor shifts the window.
    private static void DarkenPadding(PixelFrame frame, DicomDataset dataset, float[] values)
    {
        if (!dataset.TryGetSingleValue<long>(DicomTags.PixelPaddingValue, out var first))
            return;
        first = Signed(first, frame.Pixels, dataset);
        var last = dataset.TryGetSingleValue<long>(DicomTags.PixelPaddingRangeLimit, out var limit) ? Signed(limit, frame.Pixels, dataset) : first;
        var (low, high) = (Math.Min(first, last), Math.Max(first, last));
        var darkest = float.PositiveInfinity;
        for (var i = 0; i < values.Length; i++)
        {
            if (frame[i] < low || frame[i] > high)
                darkest = Math.Min(darkest, values[i]);
        }
        if (float.IsPositiveInfinity(darkest))
            return;
        for (var i = 0; i < values.Length; i++)
        {
            if (frame[i] >= low && frame[i] <= high)
                values[i] = darkest;
        }
    }

    // Writers mix up US and SS here: what counts are the 16 bits and the pixels' own sign.
    private static long Signed(long value, DicomPixelData pixels, DicomDataset dataset) =>
        dataset.Find(DicomTags.PixelPaddingValue) is { VR: DicomVR.US or DicomVR.SS }
            ? pixels.IsSigned ? (short)(ushort)value : (ushort)value
            : value;

    private static string Known(string interpretation) =>
        interpretation is "RGB" or "PALETTE COLOR" or "YBR_FULL" or "YBR_FULL_422" or "YBR_RCT" or "YBR_ICT" ? interpretation : "of an unknown kind";
}
