using Microsoft.Extensions.Logging.Abstractions;
using OpenCvSharp;
using OxiPortal.Dicom.Imaging;
using OxiPortal.Domain.Detection;
using OxiPortal.Domain.Imaging;
using OxiPortal.Inference.Pipeline;
using OxiPortal.Inference.Service;
using OxiPortal.Inference.Tests.Support;

namespace OxiPortal.Inference.Tests.Service;

public sealed class AnalysisJobTests : IDisposable
{
    private readonly TinyModels _models = new(TinyFilm.Rows, TinyFilm.Columns);
    private readonly AnalysisPipeline _pipeline;

    public AnalysisJobTests() => _pipeline = _models.Pipeline();

    public void Dispose()
    {
        _pipeline.Dispose();
        _models.Dispose();
    }

    [Fact]
    public async Task GivenAFilm_WhenDone_ThenItsEventsAreReportedInOrderAndTheResultIsKept()
    {
        var queue = new FakeQueue();

        await Job(queue, FilmPng()).RunAsync(FakeQueue.Lease, CancellationToken.None);

        var told = queue.Told.ToArray();
        Assert.Equal(["Started", "RegionsFound"], told.Take(2));
        Assert.All(told[2..^1], t => Assert.Equal("SegmentScored", t));
        Assert.Equal("Complete", told[^1]);
        Assert.Equal(queue.Result!.Segments.Count, told.Length - 3);
        Assert.Null(queue.Failure);
    }

    [Fact]
    public async Task GivenAFileThatIsNoFilm_WhenDone_ThenItFailsForGoodWithTheReason()
    {
        var queue = new FakeQueue();

        await Job(queue, "no film"u8.ToArray()).RunAsync(FakeQueue.Lease, CancellationToken.None);

        Assert.Equal((RefusalCodes.NotDicom, true), (queue.Failure!.Value.Reason.Code, queue.Failure.Value.Final));
    }

    [Fact]
    public async Task GivenAStoredFileThatIsDamaged_WhenDone_ThenTheReasonSaysSoAndItIsTriedAgain()
    {
        var queue = new FakeQueue();
        var files = new FakeFiles(null, new DamagedInstanceException("The file kept under 00 is damaged."));

        await new AnalysisJob(queue, files, PixelDecoder.Managed, _pipeline, TimeSpan.FromHours(1), TimeProvider.System, NullLogger<AnalysisJob>.Instance)
            .RunAsync(FakeQueue.Lease, CancellationToken.None);

        Assert.Contains("damaged", queue.Failure!.Value.Reason.Sentence, StringComparison.Ordinal);
        Assert.False(queue.Failure.Value.Final);
    }

    [Fact]
    public async Task GivenABlankFilm_WhenDone_ThenItFailsForGoodWithTheReason()
    {
        using var blank = new Mat(400, 400, MatType.CV_8UC1, Scalar.Black);
        Cv2.ImEncode(".png", blank, out var png);
        var queue = new FakeQueue();

        await Job(queue, png).RunAsync(FakeQueue.Lease, CancellationToken.None);

        Assert.Equal((RefusalCodes.BlankImage, true), (queue.Failure!.Value.Reason.Code, queue.Failure.Value.Final));
    }

    [Fact]
    public async Task GivenAnUnexpectedError_WhenDone_ThenItMayBeTriedAgainAndTheSentenceTellsNoSecret()
    {
        var queue = new FakeQueue();

        await Job(queue, FilmPng(), new Broken()).RunAsync(FakeQueue.Lease, CancellationToken.None);

        Assert.Equal((RefusalCodes.Failed, false), (queue.Failure!.Value.Reason.Code, queue.Failure.Value.Final));
        Assert.DoesNotContain("secret", queue.Failure.Value.Reason.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GivenTheFileIsGone_WhenDone_ThenItMayBeTriedAgain()
    {
        var queue = new FakeQueue();

        await Job(queue, null).RunAsync(FakeQueue.Lease, CancellationToken.None);

        Assert.Equal((RefusalCodes.Failed, false), (queue.Failure!.Value.Reason.Code, queue.Failure.Value.Final));
    }

    [Fact]
    public async Task GivenAStoreThatIsAway_ThenTheFilmGoesBackWithItsAttemptsAndTheServiceIsToldToWait()
    {
        var queue = new FakeQueue();
        var job = new AnalysisJob(
            queue, new FakeFiles(null, new StoreAwayException("away")), PixelDecoder.Managed, _pipeline, TimeSpan.FromHours(1), TimeProvider.System, NullLogger<AnalysisJob>.Instance);

        await Assert.ThrowsAsync<QueueException>(() => job.RunAsync(FakeQueue.Lease, CancellationToken.None));

        Assert.Equal("GiveBack", Assert.Single(queue.Told));
    }

    [Fact]
    public async Task GivenTheLeaseIsLostOnTheWay_WhenNoticed_ThenNothingMoreIsSent()
    {
        var queue = new FakeQueue { LeaseIsLost = true };

        await Job(queue, FilmPng()).RunAsync(FakeQueue.Lease, CancellationToken.None);

        Assert.Equal(1, queue.Refusals);
        Assert.Empty(queue.Told);
        Assert.Null(queue.Result);
        Assert.Null(queue.Failure);
    }

    [Fact]
    public async Task GivenTheQueueFails_WhenAnEventIsReported_ThenTheErrorIsTheQueuesAndTheFilmIsNotBlamed()
    {
        var queue = new FakeQueue { ReportError = new InvalidOperationException("down") };

        await Assert.ThrowsAsync<QueueException>(() => Job(queue, FilmPng()).RunAsync(FakeQueue.Lease, CancellationToken.None));

        Assert.Null(queue.Failure);
    }

    [Fact]
    public async Task GivenTheServiceStopsNow_WhenAFilmIsInHand_ThenItIsGivenBack()
    {
        var queue = new FakeQueue();
        using var abandon = new CancellationTokenSource();
        var endless = new Endless(abandon);

        await Job(queue, FilmPng(), endless).RunAsync(FakeQueue.Lease, abandon.Token);

        Assert.Equal("GiveBack", queue.Told.Last());
        Assert.Null(queue.Failure);
    }

    [Fact]
    public async Task GivenAHostWithWork_WhenItRunsAndStops_ThenTheWorkIsDoneAndTheStopIsClean()
    {
        var queue = new FakeQueue();
        using var worker = new AnalysisWorker(queue, Job(queue, FilmPng()), filmsAtOnce: 1, TimeProvider.System, NullLogger<AnalysisWorker>.Instance);
        queue.Offer(FakeQueue.Lease);

        await worker.StartAsync(CancellationToken.None);
        await queue.Ended.Task.WaitAsync(TimeSpan.FromSeconds(60));
        await worker.StopAsync(CancellationToken.None);

        Assert.NotNull(queue.Result);
        Assert.True(worker.ExecuteTask!.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task GivenAFilmInHand_WhenTheHostsPatienceIsOver_ThenTheStopWaitsUntilTheFilmIsGivenBack()
    {
        var queue = new FakeQueue();
        var slow = new Slow();
        using var worker = new AnalysisWorker(queue, Job(queue, FilmPng(), slow), filmsAtOnce: 1, TimeProvider.System, NullLogger<AnalysisWorker>.Instance);
        queue.Offer(FakeQueue.Lease);
        await worker.StartAsync(CancellationToken.None);
        await slow.Begun.Task.WaitAsync(TimeSpan.FromSeconds(60));

        await worker.StopAsync(new CancellationToken(canceled: true));

        Assert.Equal("GiveBack", queue.Told.Last());
    }

    [Fact]
    public async Task GivenSeveralPlaces_WhenFilmsWait_ThenAsManyRunAtOnceAndNoMoreAreAskedFor()
    {
        var queue = new FakeQueue();
        var together = new Together(3);
        using var worker = new AnalysisWorker(queue, Job(queue, FilmPng(), together), filmsAtOnce: 3, TimeProvider.System, NullLogger<AnalysisWorker>.Instance);
        for (var i = 1; i <= 3; i++)
            queue.Offer(FakeQueue.Lease with { AnalysisId = new AnalysisId(new Guid(i, 0, 0, new byte[8])) });

        await worker.StartAsync(CancellationToken.None);
        // Each waits for the others: one after the other they would never get there.
        await together.AllThere.WaitAsync(TimeSpan.FromSeconds(60));
        await worker.StopAsync(CancellationToken.None);

        Assert.All(queue.AskedFor, places => Assert.InRange(places, 1, 3));
        Assert.Equal(3, queue.Told.Count(told => told == "Fail"));
    }

    [Fact]
    public async Task GivenFilmsThatWereTriedBefore_ThenEachRunsAlone()
    {
        var queue = new FakeQueue();
        var counting = new Counting();
        using var worker = new AnalysisWorker(queue, Job(queue, FilmPng(), counting), filmsAtOnce: 3, TimeProvider.System, NullLogger<AnalysisWorker>.Instance);
        for (var i = 1; i <= 3; i++)
            queue.Offer(FakeQueue.Lease with { AnalysisId = new AnalysisId(new Guid(i, 0, 0, new byte[8])), Attempt = 2 });

        await worker.StartAsync(CancellationToken.None);
        await counting.Third.WaitAsync(TimeSpan.FromSeconds(60));
        await worker.StopAsync(CancellationToken.None);

        Assert.Equal(1, counting.Most);
    }

    [Fact]
    public async Task GivenAQueueThatRefusesWhatIsSent_WhenAFilmIsDone_ThenItIsFailedForAnotherTryAtOnce()
    {
        var queue = new FakeQueue { ReportError = new QueueException("No.") { IsRefusal = true } };

        await Job(queue, FilmPng()).RunAsync(FakeQueue.Lease, CancellationToken.None);

        Assert.Equal((RefusalCodes.Failed, false), (queue.Failure!.Value.Reason.Code, queue.Failure.Value.Final));
    }

    private AnalysisJob Job(FakeQueue queue, byte[]? file, IFilmAnalyser? analyser = null) => new(
        queue, new FakeFiles(file), PixelDecoder.Managed, analyser ?? _pipeline, TimeSpan.FromHours(1), TimeProvider.System, NullLogger<AnalysisJob>.Instance);

    private static byte[] FilmPng()
    {
        var image = TinyFilm.Image();
        using var picture = Mat.FromPixelData(image.Rows, image.Columns, MatType.CV_32FC1, image.Values);
        using var words = new Mat();
        picture.ConvertTo(words, MatType.CV_16UC1);
        Cv2.ImEncode(".png", words, out var png);
        return png;
    }

    private abstract class FakeAnalyser : IFilmAnalyser
    {
        public string Version => "fake";

        public ModelSet Models => new([]);

        public int FilmsAtOnce => 1;

        public abstract AnalysisOutcome Analyse(Film film, TimeSpan decodeTime, Action<AnalysisEvent>? report, CancellationToken cancel);
    }

    /// <summary>Goes on when as many films are in hand.</summary>
    private sealed class Together(int films) : FakeAnalyser
    {
        private readonly TaskCompletionSource _all = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _there;

        public Task AllThere => _all.Task;

        public override AnalysisOutcome Analyse(Film film, TimeSpan decodeTime, Action<AnalysisEvent>? report, CancellationToken cancel)
        {
            if (Interlocked.Increment(ref _there) == films)
                _all.SetResult();
            _all.Task.Wait(cancel);
            return new AnalysisOutcome.Refused(new Refusal(RefusalCodes.BlankImage, "Nothing there."));
        }
    }

    /// <summary>How many films were ever in hand at the same time.</summary>
    private sealed class Counting : FakeAnalyser
    {
        private readonly TaskCompletionSource _third = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _now;
        private int _done;

        public Task Third => _third.Task;

        public int Most { get; private set; }

        public override AnalysisOutcome Analyse(Film film, TimeSpan decodeTime, Action<AnalysisEvent>? report, CancellationToken cancel)
        {
            Most = Math.Max(Most, Interlocked.Increment(ref _now));
            // Long enough for another to come in, would it be let.
            Thread.Sleep(50);
            Interlocked.Decrement(ref _now);
            if (Interlocked.Increment(ref _done) == 3)
                _third.SetResult();
            return new AnalysisOutcome.Refused(new Refusal(RefusalCodes.BlankImage, "Nothing there."));
        }
    }

    private sealed class Broken : FakeAnalyser
    {
        public override AnalysisOutcome Analyse(Film film, TimeSpan decodeTime, Action<AnalysisEvent>? report, CancellationToken cancel) =>
            throw new InvalidOperationException("a secret of the machine");
    }

    /// <summary>Works until it is cancelled, and takes a moment to notice.</summary>
    private sealed class Slow : FakeAnalyser
    {
        public TaskCompletionSource Begun { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public override AnalysisOutcome Analyse(Film film, TimeSpan decodeTime, Action<AnalysisEvent>? report, CancellationToken cancel)
        {
            Begun.SetResult();
            cancel.WaitHandle.WaitOne();
            Thread.Sleep(50);
            throw new OperationCanceledException(cancel);
        }
    }

    private sealed class Endless(CancellationTokenSource abandon) : FakeAnalyser
    {
        public override AnalysisOutcome Analyse(Film film, TimeSpan decodeTime, Action<AnalysisEvent>? report, CancellationToken cancel)
        {
            abandon.Cancel();
            cancel.WaitHandle.WaitOne();
            cancel.ThrowIfCancellationRequested();
            throw new InvalidOperationException();
        }
    }
}
