using OxiPortal.Domain.Detection;
using OxiPortal.Inference.Pipeline;

namespace OxiPortal.Inference.Remote;

/// <summary>What an inference service and the portal say to each other, version 1: see docs/adr/005. JSON by <see cref="DetectionJson"/>.</summary>
public static class InferenceWire
{
    public const string Root = "/api/inference/v1";

    /// <summary>The longest that the portal keeps a service waiting for work.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(25);

    /// <summary>Films that one request for work may lease.</summary>
    public const int MostLeases = 64;

    // Bodies as they are after decompression. An event's largest part is a patch of 256 x 256 cells or the outlines; a result's the heat map.
    public const int MostSmallBytes = 64 * 1024;
    public const int MostEventBytes = 8 * 1024 * 1024;
    public const int MostResultBytes = 16 * 1024 * 1024;

    /// <summary>Events of one attempt: a start, the regions, and a segment each.</summary>
    public const int MostEvents = 1002;

    /// <summary>Events in one body.</summary>
    public const int MostEventsAtOnce = 16;

    /// <summary>"type" of a problem: the service's models or code are not the portal's.</summary>
    public const string OtherModels = "urn:oxiportal:other-models";

    /// <summary>"type" of a problem: the lease is another's by now, or over.</summary>
    public const string LeaseLost = "urn:oxiportal:lease-lost";

    /// <summary>"type" of a problem: an event before this one is missing.</summary>
    public const string EventsMissing = "urn:oxiportal:events-missing";

    /// <summary>"type" of a problem: what was sent cannot be kept; the title says why.</summary>
    public const string Refused = "urn:oxiportal:refused";
}

/// <summary>What a service is and which models it runs.</summary>
/// <param name="Worker">Machine and process, for people.</param>
public sealed record ServiceHello(string Worker, string PipelineVersion, IReadOnlyList<ModelIdentity> Models)
{
    public static ServiceHello Of(string worker, PipelineIdentity identity)
    {
        ArgumentNullException.ThrowIfNull(identity);
        return new(worker, identity.Version, identity.Models.Models);
    }
}

/// <summary>Asks for work.</summary>
/// <param name="Most">How many films the service can begin now, from 1; the portal leases <see cref="InferenceWire.MostLeases"/> at most.</param>
/// <param name="WaitSeconds">How long to wait for it; the portal waits <see cref="InferenceWire.LongestWait"/> at most.</param>
public sealed record LeaseRequest(ServiceHello Service, int Most, double WaitSeconds);

/// <summary>Work for a service: one film or more.</summary>
public sealed record LeasesAnswer(IReadOnlyList<LeaseAnswer> Leases);

/// <summary>The right to work on one film.</summary>
/// <param name="LeaseSeconds">How long from now, and from each answer under the lease. Seconds, since clocks differ.</param>
/// <param name="TraceParent">W3C trace context of what asked for the work; null: nobody traced it. Dropped where it is none.</param>
public sealed record LeaseAnswer(Guid AnalysisId, int Attempt, int Site, string Study, string Instance, double LeaseSeconds, string? TraceParent);

/// <summary>What happened, in its order: the first bears the number in the path, each further one the next.</summary>
public sealed record EventsNote(IReadOnlyList<AnalysisEvent> Events);

/// <summary>Ends the work without a result, or gives it back.</summary>
/// <param name="Final">False: try again. Meaningless where work is given back.</param>
public sealed record FailureNote(Refusal Reason, bool Final);
