using System.Text.Json;
using OxiPortal.Dicom;
using OxiPortal.Dicom.Imaging;
using OxiPortal.Dicom.Json;

namespace OxiPortal.Cli.Benchmarking.Fuzzing;

/// <summary>Asks a data set for everything that can be asked of it.</summary>
internal static class DataSetWalk
{
    // Values of bulk are asked for as numbers only where they are few.
    private const int MostBulkBytes = 4096;

    public static void All(DicomDataset dataset)
    {
        Values(dataset);
        using (var json = new MemoryStream())
        {
            using (var writer = new Utf8JsonWriter(json))
                DicomJson.Write(dataset, writer);
            json.Position = 0;
            using var parsed = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 256 });
        }
        ContentHash.Compute(dataset);
        AnalysisEligibility.Check(dataset);
        FilmView.Of(dataset);
        FilmReader.Spacing(dataset);
        FilmReader.Orientation(dataset);
    }

    private static void Values(DicomDataset dataset)
    {
        foreach (var item in dataset)
        {
            foreach (var nested in dataset.GetSequence(item.Tag))
                Values(nested);
            dataset.GetString(item.Tag);
            if (item is DicomElement { Bytes.Length: > MostBulkBytes } && item.VR.IsBulk())
                continue;
            dataset.GetValues<string>(item.Tag);
            dataset.GetValues<double>(item.Tag);
            dataset.GetValues<long>(item.Tag);
            dataset.GetValues<ulong>(item.Tag);
            dataset.TryGetSingleValue<int>(item.Tag, out _);
            dataset.TryGetSingleValue<decimal>(item.Tag, out _);
            dataset.TryGetSingleValue<DateOnly>(item.Tag, out _);
            dataset.TryGetSingleValue<TimeOnly>(item.Tag, out _);
            dataset.TryGetSingleValue<DicomTag>(item.Tag, out _);
        }
    }
}
