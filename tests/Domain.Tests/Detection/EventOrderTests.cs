using OxiPortal.Domain.Detection;
using OxiPortal.Domain.Anatomy;
using OxiPortal.Domain.Imaging;

namespace OxiPortal.Domain.Tests.Detection;

public class EventOrderTests
{
    private static readonly AnalysisEvent Started = new AnalysisEvent.Started("cpu", []);
    private static readonly AnalysisEvent Regions = new AnalysisEvent.RegionsFound([], null);

    [Fact]
    public void GivenAnAttemptAsWorkersReportIt_ThenEachEventFollows()
    {
        AnalysisEvent?[] events = [null, Started, Regions, Segment(1), Segment(2), Segment(3)];

        Assert.All(events.Zip(events.Skip(1)), pair => Assert.Null(EventOrder.Fault(pair.First, pair.Second!)));
    }

    public static TheoryData<string> Wrong => new(
        "null regions", "null segment", "started started", "started segment", "regions regions", "regions second", "segment started", "segment regions",
        "segment segment", "segment third", "segment otherTotal", "segment otherRows", "segment otherColumns", "segment completed", "null completed");

    [Theory, MemberData(nameof(Wrong))]
    public void GivenAnythingElse_ThenItDoesNotFollow(string pair)
    {
        var names = pair.Split(' ');

        Assert.NotNull(EventOrder.Fault(Of(names[0]), Of(names[1])!));
    }

    private static AnalysisEvent? Of(string name) => name switch
    {
        "null" => null,
        "started" => Started,
        "regions" => Regions,
        "segment" => Segment(1),
        "second" => Segment(2),
        "third" => Segment(3),
        "otherTotal" => Segment(2, total: 4),
        "otherRows" => Segment(2, rows: 33),
        "otherColumns" => Segment(2, columns: 31),
        _ => new AnalysisEvent.Completed([], 0.1, null, []),
    };

    private static AnalysisEvent.SegmentScored Segment(int done, int total = 3, int rows = 32, int columns = 30) => new(
        new SegmentScore(done, BodyRegion.Heart, new PixelRect(1, 2, 3, 4), 1, 0.5), new HeatPatch(rows, columns, 0, 0, 2, [1, 2]), done, total);
}
