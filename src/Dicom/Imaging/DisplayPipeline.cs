using OxiPortal.Domain.Detection;

namespace OxiPortal.Dicom.Imaging;

/// <summary>
/// From stored values to what a display shows. Grey: Modality LUT, window or VOI LUT, polarity, Presentation LUT (PS3.3 C.11, PS3.4 N.2);
/// colour: palette or colour space to RGB. Overlays last.
/// </summary>
public static class DisplayPipeline
{
    /// <exception cref="DicomException">
    /// The frame cannot be decoded, a table or overlay is damaged, the colours are of a kind that is not shown, or the film has no window of that number.
    /// </exception>
    public static async ValueTask<RenderedFrame> RenderAsync(DicomFile file, PixelDecoder decoder, DisplayOptions options, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(decoder);
        ArgumentNullException.ThrowIfNull(options);
        var frame = await decoder.DecodeFrameAsync(file, options.FrameIndex, cancel);
        var rendered = frame.Pixels.IsGrey
            ? new RenderedFrame(frame.Rows, frame.Columns, IsColour: false, Grey(frame, file.Dataset, options))
            : new RenderedFrame(frame.Rows, frame.Columns, IsColour: true, Colour(frame, file.Dataset));
        if (options.Overlays)
        {
            foreach (var overlay in Overlay.Read(file.Dataset))
                Draw(overlay.Mask(file, options.FrameIndex), rendered);
        }
        return rendered;
    }

    /// <summary>A colour frame as red, green, blue of 8 bits, interleaved.</summary>
    /// <exception cref="DicomException">The colours are of a kind that is not shown, or the palette is damaged.</exception>
    public static byte[] Colour(PixelFrame frame, DicomDataset dataset)
    {
        ArgumentNullException.ThrowIfNull(frame);
        ArgumentNullException.ThrowIfNull(dataset);
        return frame.Pixels is { PhotometricInterpretation: "PALETTE COLOR", SamplesPerPixel: 1 }
            ? Palette.Read(dataset, frame.Pixels).ToRgb(frame)
            : ColourSpace.ToRgb(frame);
    }

    private static byte[] Grey(PixelFrame frame, DicomDataset dataset, DisplayOptions options)
    {
        var pixels = frame.Pixels;
        var modality = ModalityLut.Read(FunctionalGroups.Macro(dataset, DicomTags.PixelValueTransformationSequence, options.FrameIndex), pixels);
        var padding = PixelPadding.Read(dataset, pixels);
        var voi = Voi(frame, dataset, modality, padding, options);
        var inverted = GreyPolarity.IsInverted(dataset);
        var presentation = PresentationLut.Read(dataset);
        var grey = new byte[frame.Count];
        if (frame.Words.Length > 0)
        {
            var table = new byte[65536];
            for (var stored = pixels.MinStored; stored <= pixels.MaxStored; stored++)
                table[(ushort)stored] = Level(stored);
            for (var i = 0; i < grey.Length; i++)
                grey[i] = table[frame.Words[i]];
        }
        else
        {
            for (var i = 0; i < grey.Length; i++)
                grey[i] = Level(frame[i]);
        }
        return grey;

        byte Level(long stored)
        {
            // Padding is no part of the picture: it stays dark, whatever a window would make of it.
            if (padding?.Contains(stored) == true)
                return 0;
            var brightness = voi(modality.Apply(stored));
            // PS3.3 C.7.6.3.1.2: MONOCHROME1 turns greys over after the window.
            brightness = inverted ? 1 - brightness : brightness;
            return (byte)(255 * (presentation?.Apply(brightness) ?? brightness) + 0.5);
        }
    }

    private static Func<double, double> Voi(PixelFrame frame, DicomDataset dataset, ModalityLut modality, PixelPadding? padding, DisplayOptions options)
    {
        if (options.Window is not null)
            return options.Window.Apply;
        var source = FunctionalGroups.Macro(dataset, DicomTags.FrameVOILUTSequence, options.FrameIndex);
        var windows = VoiWindow.Read(source);
        var index = (options.Voi ?? 1) - 1;
        if (index >= 0 && index < windows.Count)
            return windows[index].Apply;
        var tables = VoiLut.Read(source, inputIsSigned: modality.Least < 0);
        if (index >= windows.Count && index - windows.Count < tables.Count)
            return tables[index - windows.Count].Apply;
        return options.Voi is null
            ? AutomaticWindow.Of(Values(frame, modality, padding)).Apply
            : throw new DicomException(RefusalCodes.UnsupportedFormat, $"The film offers {windows.Count + tables.Count} windows and VOI LUTs: there is none of that number");
    }

    private static IEnumerable<float> Values(PixelFrame frame, ModalityLut modality, PixelPadding? padding)
    {
        for (var i = 0; i < frame.Count; i++)
        {
            var stored = frame[i];
            if (padding?.Contains(stored) != true)
                yield return modality.Apply(stored);
        }
    }

    private static void Draw(bool[] mask, RenderedFrame rendered)
    {
        var samples = rendered.IsColour ? 3 : 1;
        for (var i = 0; i < mask.Length; i++)
        {
            if (mask[i])
                rendered.Values.AsSpan(i * samples, samples).Fill(byte.MaxValue);
        }
    }
}
