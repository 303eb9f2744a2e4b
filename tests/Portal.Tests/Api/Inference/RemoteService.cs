using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using OxiPortal.Domain.Anatomy;
using OxiPortal.Domain.Detection;
using OxiPortal.Domain.Imaging;
using OxiPortal.Inference.Pipeline;
using OxiPortal.Inference.Remote;

namespace OxiPortal.Portal.Tests.Api.Inference;

/// <summary>An inference service's side of the wire, over a line that a test may disturb.</summary>
internal sealed class RemoteService : IDisposable
{
    private readonly HttpClient _http;

    public RemoteService(ServicePortal portal, string token = ServicePortal.Inference, PipelineIdentity? models = null, TimeProvider? time = null)
    {
        time ??= TimeProvider.System;
        Line = new Line { InnerHandler = new SocketsHttpHandler { AllowAutoRedirect = false } };
        _http = new HttpClient(Line) { BaseAddress = portal.Address, Timeout = Timeout.InfiniteTimeSpan };
        Refusal = new PortalRefusal(Host);
        var held = new HeldLeases(time);
        var pauses = new RetryPauses(TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(1), seed: 1);
        var client = new PortalClient(_http, ServiceToken.Parse(portal.Secret(token)), Refusal, pauses, time, NullLogger<PortalClient>.Instance);
        Queue = new HttpAnalysisQueue(client, models ?? portal.Models, held, pauses, Refusal, time, NullLogger<HttpAnalysisQueue>.Instance);
        Files = new HttpInstanceFiles(client, held);
        Result = SmallFilmResult(models ?? portal.Models);
    }

    public Line Line { get; }

    public FakeLifetime Host { get; } = new();

    public PortalRefusal Refusal { get; }

    public HttpAnalysisQueue Queue { get; }

    public HttpInstanceFiles Files { get; }

    /// <summary>What it makes of every <see cref="Support.Films.Small"/>.</summary>
    public AnalysisResult Result { get; }

    /// <summary>Started, RegionsFound and one SegmentScored.</summary>
    public IReadOnlyList<AnalysisEvent> Events =>
    [
        new AnalysisEvent.Started("cpu", Result.Models),
        new AnalysisEvent.RegionsFound(Result.Contours, 0.45),
        new AnalysisEvent.SegmentScored(Result.Segments[0], new HeatPatch(32, 30, 2, 3, 2, [0, 64, 128, 255]), 1, 1),
    ];

    /// <summary>The events one by one, as far as asked.</summary>
    public async Task<bool> ReportAsync(AnalysisLease lease, int events = 3)
    {
        foreach (var one in Events.Take(events))
        {
            if (!await Queue.ReportAsync(lease, [one], TestContext.Current.CancellationToken))
                return false;
        }
        return true;
    }

    public void Dispose() => _http.Dispose();

    public static AnalysisResult SmallFilmResult(PipelineIdentity models) => new(
        160, 144, new PixelSpacing(2.2, 2.2, PixelSpacingSource.PixelSpacing), models.Models.Models, models.Version, "cpu", 0.7, 0.45, true, false,
        [new RegionSummary(BodyRegion.RightLung, 100, new PixelRect(10, 20, 30, 40))],
        [new Contour(BodyRegion.RightLung, [1, 2, 3, 4, 5, 6])],
        [new SegmentScore(1, BodyRegion.RightLung, new PixelRect(10, 20, 30, 40), 0.8, 0.7)],
        [new Irregularity(1, "nodule", 0.7, new ImageBox(12.5, 22, 8, 9), BodyRegion.RightLung)],
        new Heatmap(2, 2, [0, 0.25f, 0.5f, 1]), ["Orientation was guessed."], new AnalysisTimings(1, 2, 3, 6));
}

/// <summary>The network between service and portal.</summary>
internal sealed class Line : DelegatingHandler
{
    private readonly TaskCompletionSource _silent = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _requests;
    private int _answers;

    public int Requests => Volatile.Read(ref _requests);

    public int Answers => Volatile.Read(ref _answers);

    /// <summary>True: the portal gets the request, the service never the answer. Asked once a request.</summary>
    public Func<HttpRequestMessage, bool> LosesAnswer { get; set; } = _ => false;

    /// <summary>True: the answer begins and then nothing more comes.</summary>
    public Func<HttpRequestMessage, bool> FallsSilent { get; set; } = _ => false;

    /// <summary>Somebody waits for the rest of such an answer.</summary>
    public Task Silent => _silent.Task;

    /// <summary>Something before the portal that answers instead; null: it does not.</summary>
    public Func<HttpRequestMessage, HttpStatusCode?> AnswersInstead { get; set; } = _ => null;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _requests);
        if (AnswersInstead(request) is { } status)
            return new HttpResponseMessage(status) { Headers = { Location = new Uri("https://elsewhere.example/sign-in") } };
        var answer = await base.SendAsync(request, cancellationToken);
        Interlocked.Increment(ref _answers);
        if (FallsSilent(request))
        {
            answer.Dispose();
            return new HttpResponseMessage(HttpStatusCode.OK) { Content = new StreamContent(new SilentStream(_silent)) };
        }
        if (!LosesAnswer(request))
            return answer;
        answer.Dispose();
        throw new HttpRequestException("The line was cut.");
    }
}

/// <summary>A host that only says that it was told to stop.</summary>
internal sealed class FakeLifetime : IHostApplicationLifetime
{
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Stopped => _stopped.Task;

    public CancellationToken ApplicationStarted => CancellationToken.None;

    public CancellationToken ApplicationStopping => CancellationToken.None;

    public CancellationToken ApplicationStopped => CancellationToken.None;

    public void StopApplication() => _stopped.TrySetResult();
}

/// <summary>Never gives a byte; ends only when its reader loses patience.</summary>
internal sealed class SilentStream(TaskCompletionSource waitedFor) : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        waitedFor.TrySetResult();
        await Task.Delay(Timeout.Infinite, cancellationToken);
        return 0;
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
