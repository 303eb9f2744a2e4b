using System.Runtime.InteropServices;
using OxiPortal.Dicom.Imaging;

namespace OxiPortal.Dicom.Tests.Making;

/// <summary>Holds what we decode against what another program does.</summary>
internal static class Comparison
{
    /// <summary>Decodes all frames of a file by both; no value may differ by more than so many levels.</summary>
    /// <param name="what">Said where they differ.</param>
    /// <param name="path">A compressed file.</param>
    /// <param name="most">0 where the values must be the same.</param>
    /// <param name="tool">The program and its options; it writes an uncompressed file.</param>
    public static async Task AssertNearAsync(DicomTools tools, string what, string path, int most, string tool, params string[] options)
    {
        var file = await DicomFile.OpenAsync(path, cancel: TestContext.Current.CancellationToken);
        var theirs = await DicomFile.OpenAsync(await tools.ConvertAsync(path, tool, options), cancel: TestContext.Current.CancellationToken);
        Assert.False(theirs.TransferSyntax.IsEncapsulated, $"{tool} left the pixels compressed");
        for (var frame = 0; frame < DicomPixelData.Create(file.Dataset).NumberOfFrames; frame++)
        {
            var difference = Farthest(Decoded.Frame(file, frame), Decoded.Frame(theirs, frame));
            Assert.True(difference <= most, $"{what}, frame {frame}: {difference} levels from {tool}");
        }
    }

    private static long Farthest(PixelFrame ours, PixelFrame theirs)
    {
        Assert.Equal(theirs.Count, ours.Count);
        if (MemoryMarshal.AsBytes(ours.Words.AsSpan()).SequenceEqual(MemoryMarshal.AsBytes(theirs.Words.AsSpan())) && ours.Longs.AsSpan().SequenceEqual(theirs.Longs))
            return 0;
        var most = 0L;
        for (var i = 0; i < ours.Count; i++)
            most = Math.Max(most, Math.Abs(ours[i] - theirs[i]));
        return most;
    }
}
