using FsCheck.Xunit;
using OxiPortal.Domain.Detection;
using OxiPortal.Domain.Segments;
using OxiPortal.Domain.Tests.Support;

namespace OxiPortal.Domain.Tests.Segments;

public sealed class SegmentPlannerProperties
{
    [Property(Arbitrary = [typeof(Scenes)], MaxTest = 40, Replay = "20261123,1", QuietOnSuccess = true)]
    public void GivenAnyFilm_WhenPlanned_ThenTheMethodsRulesHold(Scene scene, int seed)
    {
        switch (scene.Plan())
        {
            case SegmentPlanOutcome.Planned planned:
                new PlanOracle(scene, planned.Plan).AllRulesHold(seed, discs: 30);
                break;
            case SegmentPlanOutcome.Refused refused:
                Assert.Contains(refused.Refusal.Code, new[] { RefusalCodes.TooSmall, RefusalCodes.ImplausibleRegions });
                break;
        }
    }
}
