using OxiPortal.Dicom.Imaging;

namespace OxiPortal.Dicom.Codecs;

/// <summary>A codestream of another size or depth than the tags say is never decoded into their picture.</summary>
internal static class CodestreamCheck
{
    /// <exception cref="DicomException">They differ.</exception>
    public static void Size(string name, long rows, long columns, int components, DicomPixelData pixels)
    {
        if (rows != pixels.Rows || columns != pixels.Columns)
            throw DicomException.Corrupt($"The {name} codestream is of {rows} x {columns} pixels, the header says {pixels.Rows} x {pixels.Columns}", DicomTags.PixelData);
        if (components != pixels.SamplesPerPixel)
            throw DicomException.Corrupt($"The {name} codestream has {components} components, the header says {pixels.SamplesPerPixel}", DicomTags.PixelData);
    }

    /// <summary>Encoders may write the whole cell or only the stored bits.</summary>
    /// <param name="fewerWillDo">Its samples are numbers with a sign, which mean the same in more bits.</param>
    /// <exception cref="DicomException">They differ.</exception>
    public static void Precision(string name, int precision, DicomPixelData pixels, bool fewerWillDo = false)
    {
        if (pixels.BitsAllocated > 16)
            throw DicomException.Corrupt($"{name} cannot hold {pixels.BitsAllocated} bits a value", DicomTags.BitsAllocated);
        if (!fewerWillDo || precision > pixels.BitsAllocated)
            Bits(name, precision, pixels);
    }

    /// <summary>The codestream reaches up to the highest bit of the tags: with fewer, other bits than the stored ones would be taken for them.</summary>
    /// <exception cref="DicomException">It has fewer bits, or more than a cell.</exception>
    public static void Bits(string name, int precision, DicomPixelData pixels)
    {
        if (precision <= pixels.HighBit || precision > pixels.BitsAllocated)
            throw DicomException.Corrupt($"The {name} codestream has {precision} bits a value, the header says {pixels.BitsStored} up to bit {pixels.HighBit}", DicomTags.PixelData);
    }
}
