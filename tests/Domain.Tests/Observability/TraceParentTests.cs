using System.Diagnostics;
using OxiPortal.Domain.Observability;

namespace OxiPortal.Domain.Tests.Observability;

public sealed class TraceParentTests
{
    private const string Good = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    [Theory]
    [InlineData(Good, true)]
    [InlineData(null, false)]
    [InlineData("", false)]
    [InlineData("Doe^Jane", false)]
    [InlineData(Good + "-", false)]
    [InlineData("00-00000000000000000000000000000000-b7ad6b7169203331-01", false)]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01", false)]
    [InlineData("00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01", false)]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-zz", false)]
    [InlineData("00-0af7651916cd43dd8448eb211c80319cb7ad6b71-69203331-01", false)]
    public void GivenWhatSomebodyElseSays_WhenItIsNoTraceContext_ThenItIsDropped(string? text, bool kept)
    {
        Assert.Equal(kept ? text : null, TraceParent.Checked(text));
        Assert.Equal(kept, TraceParent.Parse(text) is not null);
    }

    [Fact]
    public void GivenASpan_WhenItsTextIsCarriedAway_ThenASpanElsewhereIsItsChild()
    {
        using var source = new ActivitySource(nameof(TraceParentTests));
        using var listener = new ActivityListener
        {
            ShouldListenTo = s => s == source,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
        };
        ActivitySource.AddActivityListener(listener);
        string? carried;
        ActivityContext asked;
        using (var asking = source.StartActivity("asking"))
            (carried, asked) = (TraceParent.Current, asking!.Context);

        using var done = source.Begin("done", carried);

        Assert.Equal((asked.TraceId, asked.SpanId), (done!.TraceId, done.ParentSpanId));
    }
}
