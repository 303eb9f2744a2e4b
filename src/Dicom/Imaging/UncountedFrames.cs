using System.Runtime.CompilerServices;

namespace OxiPortal.Dicom.Imaging;

/// <summary>
/// More pixels than Number of Frames (0028,0008) counts, which may be absent: PS3.3 C.7.6.6. To show the first frame and say nothing of others would
/// lose a film. What is only padding, or too little for a frame, hides none: some writers leave words of their own behind the pixels.
/// </summary>
internal static class UncountedFrames
{
    // Looked at once for all frames of a film.
    private static readonly ConditionalWeakTable<DicomElement, object> Seen = [];

    /// <summary>Native pixels behind the last frame.</summary>
    /// <param name="element">Pixel Data.</param>
    /// <param name="bitsPerFrame">Of one frame.</param>
    /// <param name="frames">How many the header counts.</param>
    /// <exception cref="DicomException">Another frame or more lies there.</exception>
    public static void Refuse(DicomElement element, long bitsPerFrame, int frames)
    {
        var all = element.Value;
        // As in PixelFrames: the quotient first, for the product may overflow.
        var held = all.Length * 8 / bitsPerFrame;
        if (held <= frames || Seen.TryGetValue(element, out _))
            return;
        var end = (bitsPerFrame * frames + 7) / 8;
        if (!IsPadding(all.Slice(end, all.Length - end)))
            throw DicomException.Corrupt($"The pixel data holds {held} frames, the header says {frames}: others than are counted would not be shown", DicomTags.PixelData);
        Seen.AddOrUpdate(element, Seen);
    }

    /// <summary>The bytes behind the end of a codestream.</summary>
    /// <exception cref="DicomException">Another codestream of JPEG, JPEG-LS or JPEG 2000 begins among them.</exception>
    public static void RefuseCodestream(ReadOnlySpan<byte> rest)
    {
        // SOI with the marker after it; SOC with SIZ.
        if (rest.IndexOf((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]) >= 0 || rest.IndexOf((ReadOnlySpan<byte>)[0xFF, 0x4F, 0xFF, 0x51]) >= 0)
            throw Uncounted();
    }

    /// <summary>A frame's codestream is followed by another.</summary>
    public static DicomException Uncounted() =>
        DicomException.Corrupt("The compressed pixels hold another picture behind the frame: more frames than the header says", DicomTags.PixelData);

    private static bool IsPadding(ByteRange rest)
    {
        byte? padding = null;
        foreach (var chunk in rest.Chunks())
        {
            padding ??= chunk.Span[0];
            if (padding is not (0 or 0xFF) || chunk.Span.ContainsAnyExcept(padding.Value))
                return false;
        }
        return true;
    }
}
