using OxiPortal.Infrastructure.InstanceStore;
using OxiPortal.Portal.Observability;

namespace OxiPortal.Portal.Administration;

/// <summary>A service that analyses.</summary>
/// <param name="LastAsked">When it last asked this process for work; null: it has not since the start.</param>
/// <param name="InHand">Films that it holds a lease of.</param>
public sealed record ServiceSeen(string Name, DateTimeOffset? LastAsked, int InHand);

/// <summary>How the portal does. Numbers and machines: no film, no patient.</summary>
/// <param name="Queue">Null: the database does not answer.</param>
/// <param name="LastHour">Looks at the queue, oldest first.</param>
/// <param name="Store">Null: not measured yet.</param>
public sealed record PortalStatus(
    DateTimeOffset At,
    QueueLook? Queue,
    IReadOnlyList<QueuePoint> LastHour,
    int CompletedInLastHour,
    IReadOnlyList<StageTime> Stages,
    IReadOnlyList<ServiceSeen> Services,
    StoreSize? Store,
    CodecFigures Codecs,
    string DatabaseProvider,
    int Circuits,
    int Watchers,
    string Version,
    TimeSpan Uptime);
