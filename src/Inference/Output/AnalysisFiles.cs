using OxiPortal.Domain.Detection;
using OxiPortal.Inference.Pipeline;

namespace OxiPortal.Inference.Output;

/// <summary>The files of one analysed input, by the contract of <c>oxi analyze</c>: JSON, regions and heat map.</summary>
public static class AnalysisFiles
{
    public const string JsonSuffix = ".analysis.json";
    public const string RegionsSuffix = ".regions.png";
    public const string HeatmapSuffix = ".heatmap.png";

    public static IReadOnlyList<string> Suffixes { get; } = [JsonSuffix, RegionsSuffix, HeatmapSuffix];

    /// <summary>Writes an analysis. The JSON comes last: where it is, its pictures are.</summary>
    /// <param name="input">As shown to the user.</param>
    /// <param name="basePath">Output folder and the input's file name.</param>
    /// <param name="analysed">What to write.</param>
    /// <param name="cancel">Stops between files.</param>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public static async Task WriteAsync(string input, string basePath, AnalysisOutcome.Analysed analysed, CancellationToken cancel)
    {
        ArgumentException.ThrowIfNullOrEmpty(basePath);
        ArgumentNullException.ThrowIfNull(analysed);
        var result = analysed.Result;
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(basePath))!);
        var map = RegionMap.Render(analysed.Masks, analysed.Orientation, result.Rows, result.Columns);
        await AtomicFile.WriteAsync(basePath + RegionsSuffix, PngPicture.Grey8(result.Rows, result.Columns, map), cancel);
        await AtomicFile.WriteAsync(basePath + HeatmapSuffix, PngPicture.Heat16(result.Heat), cancel);
        await AtomicFile.WriteAsync(basePath + JsonSuffix, AnalysisDocument.Of(input, result), cancel);
    }

    /// <summary>Writes why there is no analysis, and takes away the pictures of an earlier one under the same name.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static async Task WriteAsync(string input, string basePath, Refusal refusal, CancellationToken cancel)
    {
        ArgumentException.ThrowIfNullOrEmpty(basePath);
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(basePath))!);
        File.Delete(basePath + RegionsSuffix);
        File.Delete(basePath + HeatmapSuffix);
        await AtomicFile.WriteAsync(basePath + JsonSuffix, AnalysisDocument.Of(input, refusal), cancel);
    }
}
