using System.Diagnostics;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using OxiPortal.Dicom.Imaging;
using OxiPortal.Domain.Detection;
using OxiPortal.Domain.Imaging;
using OxiPortal.Inference.Films;
using OxiPortal.Inference.Pipeline;

namespace OxiPortal.Inference.Service;

/// <summary>
/// Does one leased piece of work: reads the instance, analyses it, reports its events in order while the lease is kept alive, and ends it.
/// </summary>
/// <param name="queue">Where events go.</param>
/// <param name="files">Where instances come from.</param>
/// <param name="decoder">What decompresses them.</param>
/// <param name="analyser">What analyses.</param>
/// <param name="heartbeat">How often the lease is prolonged.</param>
/// <param name="time">For the heartbeat.</param>
/// <param name="log">No patient data.</param>
public sealed class AnalysisJob(
    IAnalysisQueue queue, IInstanceFiles files, PixelDecoder decoder, IFilmAnalyser analyser, TimeSpan heartbeat, TimeProvider time, ILogger<AnalysisJob> log)
{
    private const int MostEventsAtOnce = 16;

    private static readonly Refusal Unexpected = new(RefusalCodes.Failed, "The analysis failed for a technical reason.");
    private static readonly Refusal NotKept = new(RefusalCodes.Failed, "The portal did not keep what the inference service sent.");
    private static readonly Refusal Stopping = new(RefusalCodes.Failed, "The inference service was stopped.");
    private static readonly Refusal FileGone = new(RefusalCodes.Failed, "The stored file could not be opened.");
    private static readonly Refusal StoreAway = new(RefusalCodes.Failed, "The place where films are kept did not answer.");
    private static readonly Refusal FileDamaged = new(RefusalCodes.Failed, "The stored file is damaged: its bytes are not those that were received. It must be restored from a backup.");

    /// <summary>Never throws for the film's sake; an exception means that the queue itself failed.</summary>
    /// <param name="lease">The right to work.</param>
    /// <param name="abandon">The service must stop now: the work is given back.</param>
    public async Task RunAsync(AnalysisLease lease, CancellationToken abandon)
    {
        ArgumentNullException.ThrowIfNull(lease);
        using var span = AnalysisTraces.Begin(lease);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(abandon);
        var alive = KeepAliveAsync(lease, stop);
        try
        {
            var kept = await AnalyseAsync(lease, stop);
            if (!kept)
                InferenceLog.LeaseLost(log, lease.AnalysisId, lease.Attempt);
        }
        catch (OperationCanceledException) when (abandon.IsCancellationRequested)
        {
            InferenceLog.GivenBack(log, lease.AnalysisId, lease.Attempt);
            await queue.GiveBackAsync(lease, Stopping, CancellationToken.None);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            InferenceLog.LeaseLost(log, lease.AnalysisId, lease.Attempt);
        }
        catch (QueueException e) when (e.IsRefusal)
        {
            // One side is at fault, and waiting for the lease's end would not mend it.
            InferenceLog.NotKept(log, e, lease.AnalysisId, lease.Attempt);
            await queue.FailAsync(lease, NotKept, final: false, CancellationToken.None);
        }
        finally
        {
            await stop.CancelAsync();
            await alive;
        }
    }

    /// <summary>False: the lease was lost.</summary>
    private async Task<bool> AnalyseAsync(AnalysisLease lease, CancellationTokenSource stop)
    {
        AnalysisOutcome outcome;
        try
        {
            var started = Stopwatch.GetTimestamp();
            var reading = await ReadAsync(lease, stop.Token);
            if (reading is FilmReading.Refused unreadable)
                return await RefuseAsync(lease, unreadable.Refusal, stop.Token);
            outcome = await AnalyseAsync(lease, ((FilmReading.Read)reading).Film, Stopwatch.GetElapsedTime(started), stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception e) when (e is FileNotFoundException or DamagedInstanceException)
        {
            InferenceLog.Failed(log, e, lease.AnalysisId, lease.Attempt);
            return await queue.FailAsync(lease, e is DamagedInstanceException ? FileDamaged : FileGone, final: false, stop.Token);
        }
        catch (StoreAwayException e)
        {
            // That says nothing of the film: it keeps its attempts, and the service waits a while before it asks for more.
            await queue.GiveBackAsync(lease, StoreAway, stop.Token);
            throw new QueueException("The place where films are kept does not answer.", e);
        }
        catch (Exception e) when (e is not QueueException)
        {
            InferenceLog.Failed(log, e, lease.AnalysisId, lease.Attempt);
            return await queue.FailAsync(lease, Unexpected, final: false, stop.Token);
        }
        switch (outcome)
        {
            case AnalysisOutcome.Refused refused:
                return await RefuseAsync(lease, refused.Refusal, stop.Token);
            case AnalysisOutcome.Analysed { Result: var result }:
                if (!await queue.CompleteAsync(lease, result, stop.Token))
                    return false;
                InferenceLog.Completed(log, lease.AnalysisId, lease.Attempt, result.Irregularities.Count, result.TimingsMs.Total);
                return true;
            default:
                throw new UnreachableException();
        }
    }

    private async Task<FilmReading> ReadAsync(AnalysisLease lease, CancellationToken cancel)
    {
        using var span = AnalysisTraces.Stage("decode");
        await using var stream = await files.OpenAsync(lease.Site, lease.Instance, cancel);
        return await FilmFile.ReadAsync(stream, decoder, cancel);
    }

    /// <summary>The pipeline runs on while its events are written: a slow database does not slow the networks down.</summary>
    private async Task<AnalysisOutcome> AnalyseAsync(AnalysisLease lease, Film film, TimeSpan decodeTime, CancellationTokenSource stop)
    {
        var events = Channel.CreateUnbounded<AnalysisEvent>(new() { SingleReader = true, SingleWriter = true });
        var reporting = ReportAsync(lease, events.Reader, stop);
        AnalysisOutcome outcome;
        try
        {
            outcome = await Task.Run(() => analyser.Analyse(film, decodeTime, e => events.Writer.TryWrite(e), stop.Token), stop.Token);
        }
        finally
        {
            events.Writer.Complete();
            await reporting;
        }
        // The lease may have been lost with the last events, when the film was done already.
        stop.Token.ThrowIfCancellationRequested();
        return outcome;
    }

    private async Task ReportAsync(AnalysisLease lease, ChannelReader<AnalysisEvent> events, CancellationTokenSource stop)
    {
        try
        {
            List<AnalysisEvent> some = [];
            while (await events.WaitToReadAsync(stop.Token))
            {
                // What has gathered while the last ones were written goes together.
                while (some.Count < MostEventsAtOnce && events.TryRead(out var next))
                    some.Add(next);
                if (!await queue.ReportAsync(lease, some, stop.Token))
                {
                    await stop.CancelAsync();
                    return;
                }
                some = [];
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The pipeline stops by the same token.
        }
        catch (Exception e)
        {
            await stop.CancelAsync();
            throw new QueueException("An event could not be recorded.", e) { IsRefusal = e is QueueException { IsRefusal: true } };
        }
    }

    private async Task<bool> RefuseAsync(AnalysisLease lease, Refusal refusal, CancellationToken cancel)
    {
        InferenceLog.Refused(log, lease.AnalysisId, lease.Attempt, refusal.Code);
        return await queue.FailAsync(lease, refusal, final: true, cancel);
    }

    /// <summary>Prolongs the lease until stopped; stops the work where the lease is lost. A heartbeat that fails is tried again at the next.</summary>
    private async Task KeepAliveAsync(AnalysisLease lease, CancellationTokenSource stop)
    {
        // Three chances within a lease, however short the portal makes it.
        var third = (lease.ExpiresAt - time.GetUtcNow()) / 3;
        using var timer = new PeriodicTimer(third > TimeSpan.FromMilliseconds(100) && third < heartbeat ? third : heartbeat, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stop.Token))
            {
                try
                {
                    if (!await queue.HeartbeatAsync(lease, stop.Token))
                        await stop.CancelAsync();
                }
                catch (Exception e) when (e is not OperationCanceledException)
                {
                    InferenceLog.HeartbeatFailed(log, e, lease.AnalysisId, lease.Attempt);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Done, or stopped.
        }
    }
}
