using OxiPortal.Domain.Reading;

namespace OxiPortal.Chaos.Tests;

/// <summary>A verdict of which the page said that it is kept.</summary>
/// <param name="Mark">Of the film's marks, from 1, in their order; null: drawn.</param>
/// <param name="Comment">Unique, of what was drawn.</param>
/// <param name="Box">x, y, width, height in the film's pixels, of what was drawn.</param>
internal sealed record ConfirmedVerdict(
    int Round, string Study, VerdictKind Kind, int? Mark, string? ReasonCode, string? Comment, (double X, double Y, double Width, double Height)? Box);

/// <summary>An export that arrived whole.</summary>
internal sealed record WholeExport(int Round, string Sha256, int Images);

/// <summary>What the users were told: nothing of this may be lost, ever.</summary>
internal sealed class Ledger
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, ChaosFilm> _sent = [];
    private readonly Dictionary<string, int> _accepted = [];
    private readonly Dictionary<(string Instance, string Sha256), int> _conflicts = [];

    public List<ConfirmedVerdict> Verdicts { get; } = [];

    /// <summary>Studies whose reads the page said were submitted, and in which round.</summary>
    public Dictionary<string, int> Submitted { get; } = [];

    public List<WholeExport> Exports { get; } = [];

    /// <summary>By SOP Instance UID, with the round in which the portal first said that it has the film.</summary>
    public IReadOnlyDictionary<string, int> Accepted => Locked(() => new Dictionary<string, int>(_accepted));

    /// <summary>Other content under a known UID, of which the portal said that it is kept aside.</summary>
    public IReadOnlyDictionary<(string Instance, string Sha256), int> Conflicts => Locked(() => new Dictionary<(string, string), int>(_conflicts));

    public IReadOnlyDictionary<string, ChaosFilm> Sent => Locked(() => new Dictionary<string, ChaosFilm>(_sent));

    /// <summary>What a sender goes on sending: nobody said that it is there.</summary>
    public List<ChaosFilm> Open => Locked(() => _sent.Values.Where(f => !_accepted.ContainsKey(f.Instance)).ToList());

    public void Send(ChaosFilm film) => Locked(() => _sent.TryAdd(film.Instance, film));

    public void Accept(string instance, int round) => Locked(() => _accepted.TryAdd(instance, round));

    public void Conflict(string instance, string sha256, int round) => Locked(() => _conflicts.TryAdd((instance, sha256), round));

    private T Locked<T>(Func<T> act)
    {
        lock (_gate)
            return act();
    }
}
