namespace OxiPortal.Domain.Detection;

/// <summary>Which work the machines take first. Within one, sites take turns; within a site, first come is first served.</summary>
public enum AnalysisPriority
{
    /// <summary>Somebody waits for it now.</summary>
    Stat = 0,

    Normal = 1,

    /// <summary>When nothing else is to be done: old films, films analysed again.</summary>
    Backlog = 2,
}
