using OpenCvSharp;
using OxiPortal.Domain.Imaging;

namespace OxiPortal.Training.Data;

/// <summary>Reads the picture files of training sets. Masks are their pixel values, unchanged.</summary>
public static class FilmFile
{
    /// <exception cref="InvalidDataException">Not there, or no picture that can be read.</exception>
    public static GreyImage Read(string path)
    {
        using var picture = Open(path, ImreadModes.AnyDepth | ImreadModes.Grayscale);
        using var values = new Mat();
        picture.ConvertTo(values, MatType.CV_32FC1);
        values.GetArray(out float[] grey);
        return new GreyImage(picture.Rows, picture.Cols, grey);
    }

    /// <summary>rows x columns bytes: a bit a structure.</summary>
    /// <exception cref="InvalidDataException">Not there, or no 8-bit picture.</exception>
    public static (int Rows, int Columns, byte[] Bits) ReadMask(string path)
    {
        using var picture = Open(path, ImreadModes.Unchanged);
        if (picture.Type() != MatType.CV_8UC1)
            throw new InvalidDataException($"The mask {path} is not 8-bit grey.");
        picture.GetArray(out byte[] bits);
        return (picture.Rows, picture.Cols, bits);
    }

    private static Mat Open(string path, ImreadModes mode)
    {
        if (!File.Exists(path))
            throw new InvalidDataException($"{path} is missing.");
        try
        {
            var picture = Cv2.ImRead(path, mode);
            if (!picture.Empty())
                return picture;
            picture.Dispose();
        }
        catch (OpenCVException e)
        {
            throw new InvalidDataException($"{path} is no picture that can be read: {e.Message}", e);
        }
        throw new InvalidDataException($"{path} is no picture that can be read.");
    }
}
