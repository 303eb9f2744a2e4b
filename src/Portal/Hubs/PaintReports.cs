using OxiPortal.Domain.Detection;

namespace OxiPortal.Portal.Hubs;

/// <summary>What one connection has said of what it painted: each analysis once, and no more in a minute than a page has films.</summary>
internal sealed class PaintReports
{
    private const int MostInMinute = 30;
    private const int Most = 500;

    private readonly HashSet<AnalysisId> _told = [];
    private DateTimeOffset _minute;
    private int _inMinute;

    /// <summary>False: it was told before, or too much is.</summary>
    public bool Take(AnalysisId analysis, DateTimeOffset now)
    {
        lock (_told)
        {
            if (now - _minute >= TimeSpan.FromMinutes(1))
                (_minute, _inMinute) = (now, 0);
            return ++_inMinute <= MostInMinute && _told.Count < Most && _told.Add(analysis);
        }
    }
}
