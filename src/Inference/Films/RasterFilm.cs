using System.Globalization;
using System.Runtime.InteropServices;
using OpenCvSharp;
using OxiPortal.Domain.Detection;
using OxiPortal.Domain.Imaging;

namespace OxiPortal.Inference.Films;

/// <summary>PNG and JPEG as films: 8 or 16 bits, brighter is denser, no spacing and no orientation in the file.</summary>
internal static class RasterFilm
{
    /// <summary>More than any radiograph has (an 43x43 cm plate at 0.05 mm holds 74 million), and within 1 GB of floats with room to work.</summary>
    public const long MaxPixels = 100_000_000;

    // Compression of a grey picture as YCbCr wobbles its channels a little; a coloured one differs by far more than that. Films with a coloured
    // mark or arrow are grey all the same (published ones have up to 3 % of such pixels).
    private const double MaxChannelDifference = 12 / 255.0;
    private const double MaxColouredShare = 0.05;

    public static FilmReading Read(FileKind kind, ReadOnlySpan<byte> bytes)
    {
        var name = kind == FileKind.Png ? "PNG" : "JPEG";
        if (RasterHeader.Read(kind, bytes) is not { } header)
            return FilmReading.No(RefusalCodes.Corrupt, $"The {name} file is damaged: its header does not tell the picture's size.");
        if ((long)header.Rows * header.Columns > MaxPixels)
        {
            return FilmReading.No(
                RefusalCodes.TooLarge,
                string.Create(CultureInfo.InvariantCulture, $"The picture of {header.Columns} x {header.Rows} pixels is larger than the {MaxPixels / 1_000_000} million pixels allowed."));
        }
        if (!header.IsWhole)
            return FilmReading.No(RefusalCodes.Corrupt, $"The {name} file is damaged: its end is missing.");
        Mat decoded;
        try
        {
            // Unchanged: the stored grid and depth; an EXIF rotation would move boxes off the stored pixels.
            decoded = Cv2.ImDecode(bytes, ImreadModes.Unchanged);
        }
        catch (OpenCVException)
        {
            return Damaged(name);
        }
        using (decoded)
        {
            if (decoded.Empty() || (decoded.Rows, decoded.Cols) != (header.Rows, header.Columns))
                return Damaged(name);
            using var grey = Grey(decoded);
            return grey is null
                ? FilmReading.No(RefusalCodes.NotGrey, "The picture is in colour; only grey-scale radiographs are analysed.")
                : new FilmReading.Read(new Film(ToImage(grey), null, null));
        }
    }

    private static FilmReading.Refused Damaged(string name) =>
        FilmReading.No(RefusalCodes.Corrupt, $"The {name} file is damaged: its pixels cannot be decoded.");

    /// <summary>One channel, or null where the colours differ. Alpha is left out.</summary>
    private static Mat? Grey(Mat decoded)
    {
        if (decoded.Channels() == 1)
            return decoded.Clone(new Rect(0, 0, decoded.Cols, decoded.Rows));
        var channels = decoded.Split();
        try
        {
            if (channels.Length < 3)
                return channels[0].Clone();
            var top = decoded.Depth() == MatType.CV_16U ? ushort.MaxValue : byte.MaxValue;
            using var coloured = new Mat();
            using var difference = new Mat();
            foreach (var (a, b) in new[] { (0, 1), (1, 2) })
            {
                Cv2.Absdiff(channels[a], channels[b], difference);
                Cv2.Compare(difference, new Scalar(MaxChannelDifference * top), coloured, CmpTypes.GT);
                if (Cv2.CountNonZero(coloured) > MaxColouredShare * decoded.Total())
                    return null;
            }
            return channels[1].Clone();
        }
        finally
        {
            foreach (var channel in channels)
                channel.Dispose();
        }
    }

    private static GreyImage ToImage(Mat grey)
    {
        var values = GC.AllocateUninitializedArray<float>(grey.Rows * grey.Cols);
        var handle = GCHandle.Alloc(values, GCHandleType.Pinned);
        try
        {
            using var target = Mat.FromPixelData(grey.Rows, grey.Cols, MatType.CV_32FC1, handle.AddrOfPinnedObject());
            grey.ConvertTo(target, MatType.CV_32FC1);
        }
        finally
        {
            handle.Free();
        }
        return new GreyImage(grey.Rows, grey.Cols, values);
    }
}
