using OxiPortal.Domain.Detection;
using OxiPortal.Domain.Imaging;

namespace OxiPortal.Dicom.Imaging;

/// <summary>From a DICOM file to a film of grey values: the Modality LUT, bone white, padding darkened. No window. PS3.3 C.11.1, C.7.6.3.1.2.</summary>
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
        return new Film(Grey(decoded, file.Dataset, frame), FilmSpacing.Read(file.Dataset, frame), Orientation(file.Dataset));
    }

    /// <summary>Of the first frame, with its source; null where no attribute holds two positive numbers. PS3.3 section 10.7.</summary>
    public static PixelSpacing? Spacing(DicomDataset dataset)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        return FilmSpacing.Read(dataset, 0);
    }

    /// <summary>By Patient Orientation (0020,0020); null where it does not say.</summary>
    public static FilmOrientation? Orientation(DicomDataset dataset)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        return dataset.GetStrings(DicomTags.PatientOrientation) is [var row, var column] ? FilmOrientation.Parse(row, column) : null;
    }

    private static GreyImage Grey(PixelFrame frame, DicomDataset dataset, int frameIndex)
    {
        var pixels = frame.Pixels;
        var lut = ModalityLut.Read(FunctionalGroups.Macro(dataset, DicomTags.PixelValueTransformationSequence, frameIndex), pixels);
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
        if (GreyPolarity.IsInverted(dataset))
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
        if (PixelPadding.Read(dataset, frame.Pixels) is not { } padding)
            return;
        var darkest = float.PositiveInfinity;
        for (var i = 0; i < values.Length; i++)
        {
            if (!padding.Contains(frame[i]))
                darkest = Math.Min(darkest, values[i]);
        }
        if (float.IsPositiveInfinity(darkest))
            return;
        for (var i = 0; i < values.Length; i++)
        {
            if (padding.Contains(frame[i]))
                values[i] = darkest;
        }
    }

    private static string Known(string interpretation) =>
        interpretation is "RGB" or "PALETTE COLOR" or "YBR_FULL" or "YBR_FULL_422" or "YBR_RCT" or "YBR_ICT" ? interpretation : "of an unknown kind";
}
