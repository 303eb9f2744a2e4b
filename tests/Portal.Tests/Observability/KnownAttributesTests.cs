using System.Diagnostics;
using OxiPortal.Portal.Observability;

namespace OxiPortal.Portal.Tests.Observability;

public sealed class KnownAttributesTests
{
    [Fact]
    public void GivenASpanThatALibraryOrACallerWroteOn_WhenItEnds_ThenOnlyWhatIsKnownLeaves()
    {
        using var span = new Activity("GET");
        span.SetTag("url.path", "/studies/1.2.3").SetTag("url.full", "http://portal/1.2.3").SetTag("client.address", "10.0.0.1").SetTag("user_agent.original", "Doe^Jane")
            .SetTag("http.route", "/studies/{Uid}").SetTag("http.response.status_code", 200).SetTag("oxiportal.outcome", "Stored");
        span.TraceStateString = "vendor=Doe^Jane";
        span.SetStatus(ActivityStatusCode.Error, "Doe^Jane was not found");

        using var known = new KnownAttributes();
        known.OnEnd(span);

        Assert.Equal(["http.response.status_code", "http.route", "oxiportal.outcome"], span.TagObjects.Select(t => t.Key).Order());
        Assert.Null(span.TraceStateString);
        Assert.Null(span.StatusDescription);
        Assert.Equal(ActivityStatusCode.Error, span.Status);
    }
}
