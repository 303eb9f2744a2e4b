using System.Security.Cryptography;
using System.Text.Json;
using OxiPortal.Domain.Segments;
using OxiPortal.Inference.Models;

namespace OxiPortal.Inference.Pipeline;

/// <summary>Names how films are analysed, beside the models: the code, the planner's settings, how the model is asked, the thresholds and the abnormality rule.</summary>
internal static class PipelineVersion
{
    /// <summary>Raised whenever the code may give another result for the same film and models.</summary>
    private const string Code = "1.2";

    public static string Of(SegmentPlanSettings settings, ModelCard irregularities)
    {
        var figures = JsonSerializer.SerializeToUtf8Bytes(new { settings, irregularities.Input, irregularities.OperatingPoints, irregularities.Abnormality });
        return $"{Code}+{Convert.ToHexStringLower(SHA256.HashData(figures))[..12]}";
    }
}
