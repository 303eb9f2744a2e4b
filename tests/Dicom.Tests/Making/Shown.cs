using OxiPortal.Dicom.Imaging;

namespace OxiPortal.Dicom.Tests.Making;

/// <summary>What a display shows of made-up pixels.</summary>
internal static class Shown
{
    public static RenderedFrame Frame(DicomFile file, DisplayOptions? options = null)
    {
        var task = DisplayPipeline.RenderAsync(file, PixelDecoder.Managed, options ?? DisplayOptions.Default);
        Assert.True(task.IsCompleted);
        return task.AsTask().GetAwaiter().GetResult();
    }

    /// <summary>One row of 12-bit grey.</summary>
    public static byte[] Greys(Action<DicomDataset> change, params ushort[] pixels) => Greys(change, null, pixels);

    public static byte[] Greys(Action<DicomDataset> change, DisplayOptions? options, params ushort[] pixels)
    {
        var dataset = TestFilm.DataSet(1, pixels.Length, 16, 12);
        change(dataset);
        return Frame(TestFilm.Native(dataset, pixels), options).Values;
    }

    public static DicomDataset Window(this DicomDataset dataset, string center, string width, string? function = null)
    {
        dataset.AddOrUpdate(DicomTags.WindowCenter, center.Split('\\')).AddOrUpdate(DicomTags.WindowWidth, width.Split('\\'));
        return function is null ? dataset : dataset.AddOrUpdate(DicomTags.VOILUTFunction, function);
    }
}
