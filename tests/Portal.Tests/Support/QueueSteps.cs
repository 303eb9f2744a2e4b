using OxiPortal.Domain.Detection;

namespace OxiPortal.Portal.Tests.Support;

/// <summary>One at a time.</summary>
internal static class QueueSteps
{
    public static async Task<AnalysisLease> LeaseAsync(this IAnalysisQueue queue, string worker, CancellationToken cancel) =>
        Assert.Single(await queue.LeaseAsync(worker, 1, cancel));

    public static Task<bool> ReportAsync(this IAnalysisQueue queue, AnalysisLease lease, AnalysisEvent one, CancellationToken cancel) =>
        queue.ReportAsync(lease, [one], cancel);
}
