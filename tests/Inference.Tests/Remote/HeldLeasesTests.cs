using OxiPortal.Inference.Remote;

namespace OxiPortal.Inference.Tests.Remote;

public sealed class HeldLeasesTests
{
    private const string Trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    [Theory]
    [InlineData(Trace, Trace)]
    [InlineData(null, null)]
    [InlineData("00-not-a-trace", null)]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01,00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", null)]
    public void GivenWhatAPortalSaysOfATrace_WhenItIsNone_ThenTheWorkIsTakenWithoutIt(string? said, string? kept)
    {
        var lease = new HeldLeases(TimeProvider.System).Add(new LeaseAnswer(Guid.NewGuid(), 1, 1, "1.2.3", "1.2.3.4", 60, said));

        Assert.Equal(kept, lease.TraceParent);
    }

    [Fact]
    public void GivenALongLieOfATrace_ThenItIsNotKept() =>
        Assert.Null(new HeldLeases(TimeProvider.System).Add(new LeaseAnswer(Guid.NewGuid(), 1, 1, "1.2.3", "1.2.3.4", 60, new string('0', 1_000_000))).TraceParent);
}
