using OxiPortal.Domain.Detection;

namespace OxiPortal.Domain.Segments;

/// <summary>A plan, or why there is none.</summary>
public abstract record SegmentPlanOutcome
{
    private SegmentPlanOutcome()
    {
    }

    public sealed record Planned(SegmentPlan Plan) : SegmentPlanOutcome;

    /// <summary>The film cannot satisfy the method's rules.</summary>
    public sealed record Refused(Refusal Refusal) : SegmentPlanOutcome;
}
