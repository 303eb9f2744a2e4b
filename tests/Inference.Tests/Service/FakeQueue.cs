using System.Collections.Concurrent;
using OxiPortal.Domain.Detection;
using OxiPortal.Domain.Imaging;
using OxiPortal.Domain.Sites;

namespace OxiPortal.Inference.Tests.Service;

/// <summary>A queue in memory that writes down what it is told.</summary>
internal sealed class FakeQueue : IAnalysisQueue
{
    private readonly System.Threading.Channels.Channel<AnalysisLease> _leases = System.Threading.Channels.Channel.CreateUnbounded<AnalysisLease>();

    public static AnalysisLease Lease { get; } = new(
        new AnalysisId(Guid.Parse("01900000-0000-7000-8000-000000000001")), 1, SiteId.Default, StudyInstanceUid.Parse("1.2.3"), SopInstanceUid.Parse("1.2.3.4"), DateTimeOffset.UnixEpoch);

    public ConcurrentQueue<string> Told { get; } = new();

    public AnalysisResult? Result { get; private set; }

    public (Refusal Reason, bool Final)? Failure { get; private set; }

    /// <summary>The lease is lost already: every report is refused (when one comes, and how many events it brings, is the job's own affair).</summary>
    public bool LeaseIsLost { get; init; }

    public Exception? ReportError { get; init; }

    public TaskCompletionSource Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Offer(AnalysisLease lease) => _leases.Writer.TryWrite(lease);

    /// <summary>What the worker said it could take, each time it asked.</summary>
    public ConcurrentQueue<int> AskedFor { get; } = new();

    public async Task<IReadOnlyList<AnalysisLease>> LeaseAsync(string worker, int most, CancellationToken cancel)
    {
        AskedFor.Enqueue(most);
        List<AnalysisLease> leases = [await _leases.Reader.ReadAsync(cancel)];
        while (leases.Count < most && _leases.Reader.TryRead(out var next))
            leases.Add(next);
        return leases;
    }

    public Task<bool> HeartbeatAsync(AnalysisLease lease, CancellationToken cancel)
    {
        Told.Enqueue("Heartbeat");
        return Task.FromResult(true);
    }

    /// <summary>How many reports it has answered with "the lease is lost".</summary>
    public int Refusals { get; private set; }

    public Task<bool> ReportAsync(AnalysisLease lease, IReadOnlyList<AnalysisEvent> events, CancellationToken cancel)
    {
        if (ReportError is not null)
            return Task.FromException<bool>(ReportError);
        if (LeaseIsLost)
        {
            Refusals++;
            return Task.FromResult(false);
        }
        foreach (var one in events)
            Told.Enqueue(one.GetType().Name);
        return Task.FromResult(true);
    }

    public Task<bool> CompleteAsync(AnalysisLease lease, AnalysisResult result, CancellationToken cancel)
    {
        Told.Enqueue("Complete");
        Result = result;
        Ended.TrySetResult();
        return Task.FromResult(true);
    }

    public Task<bool> GiveBackAsync(AnalysisLease lease, Refusal reason, CancellationToken cancel)
    {
        Told.Enqueue("GiveBack");
        Ended.TrySetResult();
        return Task.FromResult(true);
    }

    public Task<bool> FailAsync(AnalysisLease lease, Refusal reason, bool final, CancellationToken cancel)
    {
        Told.Enqueue("Fail");
        Failure = (reason, final);
        Ended.TrySetResult();
        return Task.FromResult(true);
    }
}

/// <summary>One file for every instance.</summary>
internal sealed class FakeFiles(byte[]? file, Exception? why = null) : IInstanceFiles
{
    public Task<Stream> OpenAsync(SiteId site, SopInstanceUid instance, CancellationToken cancel) =>
        file is null ? Task.FromException<Stream>(why ?? new FileNotFoundException()) : Task.FromResult<Stream>(new MemoryStream(file));
}
