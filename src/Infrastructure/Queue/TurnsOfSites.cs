namespace OxiPortal.Infrastructure.Queue;

/// <summary>
/// Whose turn it is: a site with ten thousand films must not keep another's one waiting. Kept in memory, a portal each: after a restart the turns
/// begin anew, and where several portals give out work each is fair by itself.
/// </summary>
internal sealed class TurnsOfSites
{
    private readonly Dictionary<int, long> _served;
    private long _turn;

    public TurnsOfSites() => _served = [];

    /// <summary>To look ahead without taking a turn.</summary>
    public TurnsOfSites(TurnsOfSites other) => (_served, _turn) = (new(other._served), other._turn);

    /// <summary>The site that has waited longest for its turn; of those that never had one, the one with the smallest number.</summary>
    public int Next(IEnumerable<int> sites) => sites.MinBy(site => (_served.GetValueOrDefault(site), site));

    public void Served(int site) => _served[site] = ++_turn;
}
