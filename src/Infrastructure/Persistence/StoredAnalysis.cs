using OxiPortal.Domain.Detection;
using OxiPortal.Infrastructure.Persistence.Rows;

namespace OxiPortal.Infrastructure.Persistence;

/// <summary>An analysis to and from its row: the heat map apart, since lists never need it.</summary>
internal static class StoredAnalysis
{
    private static readonly Heatmap NoHeat = new(1, 1, [0]);

    public static AnalysisRow Row(AnalysisLease lease, InstanceRow instance, AnalysisResult result, DateTimeOffset completedAt) => new()
    {
        Id = lease.AnalysisId.Value,
        SiteId = instance.SiteId,
        InstanceKey = instance.Id,
        ModelSetHash = new ModelSet(result.Models).Hash,
        PipelineVersion = result.PipelineVersion,
        AbnormalityScore = result.AbnormalityScore,
        CompletedAt = completedAt,
        ResultJson = StoredJson.Write(result with { Heat = NoHeat }),
        Heat = StoredHeat.Write(result.Heat),
    };

    public static AnalysisResult Result(AnalysisRow row) =>
        StoredJson.Read<AnalysisResult>(row.ResultJson) with { Heat = StoredHeat.Read(row.Heat) };

    /// <summary>Without its heat map: where only findings matter.</summary>
    public static AnalysisResult ResultWithoutHeat(string resultJson) => StoredJson.Read<AnalysisResult>(resultJson);
}
