using OxiPortal.Domain.Detection;

namespace OxiPortal.Portal.Administration;

/// <summary>What people call priorities.</summary>
public static class PriorityWords
{
    public static string Words(this AnalysisPriority priority) => priority switch
    {
        AnalysisPriority.Stat => "Urgent",
        AnalysisPriority.Normal => "Normal",
        _ => "Backlog",
    };
}
