using OxiPortal.Dicom.Imaging;
using OxiPortal.Domain.Imaging;

namespace OxiPortal.Cli.Benchmarking.Fuzzing;

/// <summary>What holds of every picture that comes out, whatever the file was.</summary>
internal static class DecodedRules
{
    /// <exception cref="FindingException">It does not hold.</exception>
    public static void Check(PixelFrame frame)
    {
        var pixels = frame.Pixels;
        if (frame.Count != pixels.ValuesPerFrame)
            throw new FindingException("a frame has another number of values than its description");
        for (var i = 0; i < frame.Count; i++)
        {
            if (frame[i] < pixels.MinStored || frame[i] > pixels.MaxStored)
                throw new FindingException("a frame holds a value that its bits cannot store");
        }
    }

    /// <exception cref="FindingException">It does not hold.</exception>
    public static void Check(Film film)
    {
        foreach (var value in film.Image.Values)
        {
            if (!float.IsFinite(value))
                throw new FindingException("a film holds a value that is no number");
        }
    }
}
