using OxiPortal.Dicom.Imaging;
using OxiPortal.Domain.Imaging;

namespace OxiPortal.Dicom.Tests.Making;

/// <summary>What the managed codecs make of a file. They answer at once, so that nothing is waited for.</summary>
internal static class Decoded
{
    public static PixelFrame Frame(DicomFile file, int frame = 0) => AtOnce(PixelDecoder.Managed.DecodeFrameAsync(file, frame));

    public static Film Film(DicomFile file) => AtOnce(FilmReader.ReadAsync(file, PixelDecoder.Managed));

    private static T AtOnce<T>(ValueTask<T> task)
    {
        Assert.True(task.IsCompleted);
        return task.AsTask().GetAwaiter().GetResult();
    }
}
