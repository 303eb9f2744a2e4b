using System.Buffers;
using OxiPortal.Inference.Models;

namespace OxiPortal.Inference.Segments;

/// <summary>
/// Runs the segments of all films that are analysed at the moment through one network, those of equal size together: a GPU is full only so. There is no
/// thread of its own: whoever waits for its segments runs a batch, with others' in it where they fit.
/// </summary>
/// <param name="model">2xHxW in, classes x cells out.</param>
/// <param name="stride">Pixels a cell.</param>
/// <param name="mostInBatch">1: each film runs its own segments, beside the others.</param>
internal sealed class SegmentBatches(OnnxModel model, int stride, int mostInBatch)
{
    private readonly Lock _gate = new();
    private readonly List<Waiting> _waiting = [];

    // One batch at a time where batches are shared: a film's segments are then never taken by two at once.
    private readonly SemaphoreSlim? _device = mostInBatch > 1 ? new(1, 1) : null;

    private int Classes => model.Card.Classes.Count;

    /// <summary>Of all films, for tests: how many no batch has taken yet.</summary>
    internal int Waits
    {
        get
        {
            lock (_gate)
                return _waiting.Count;
        }
    }

    /// <summary>Runs a film's segments, in their order as far as batches allow. Returns when all are done.</summary>
    /// <exception cref="OperationCanceledException">Cancelled between two batches.</exception>
    public void Run(IReadOnlyList<SegmentRun> segments, CancellationToken cancel)
    {
        var film = new FilmInBatches(segments.Count);
        lock (_gate)
            _waiting.AddRange(segments.Select(s => new Waiting(s, film)));
        try
        {
            while (film.Left > 0)
            {
                cancel.ThrowIfCancellationRequested();
                _device?.Wait(cancel);
                try
                {
                    RunNext(film);
                }
                finally
                {
                    _device?.Release();
                }
                film.ThrowIfFailed();
            }
        }
        finally
        {
            Leave(film);
        }
    }

    /// <summary>Whoever gives up must not go before a batch with its segments is over: it would take the pixels with it.</summary>
    private void Leave(FilmInBatches film)
    {
        lock (_gate)
        {
            if (_waiting.RemoveAll(w => w.Film == film) == 0 && film.Left == 0)
                return;
        }
        _device?.Wait(CancellationToken.None);
        _device?.Release();
    }

    private void RunNext(FilmInBatches film)
    {
        Waiting[] batch;
        lock (_gate)
        {
            if (_waiting.Find(w => w.Film == film) is not { Segment: { Rows: var rows, Columns: var columns } } first)
                return;
            batch = [first, .. _waiting.Where(w => w != first && w.Segment.Rows == rows && w.Segment.Columns == columns).Take(mostInBatch - 1)];
            _waiting.RemoveAll(batch.Contains);
        }
        RunBatch(batch);
    }

    private void RunBatch(Waiting[] batch)
    {
        var (rows, columns) = (batch[0].Segment.Rows, batch[0].Segment.Columns);
        var (inputLength, outputLength) = (2 * rows * columns, Classes * (rows / stride) * (columns / stride));
        var views = model.Card.Input.Mirrored ? 2 : 1;
        var input = ArrayPool<float>.Shared.Rent(views * batch.Length * inputLength);
        var output = ArrayPool<float>.Shared.Rent(views * batch.Length * outputLength);
        try
        {
            for (var i = 0; i < batch.Length; i++)
                batch[i].Segment.Fill(input.AsSpan(i * inputLength, inputLength));
            if (views == 2)
                MirrorView.Add(input, batch.Length * inputLength, columns);
            model.Run(input, [views * batch.Length, 2, rows, columns], output, [views * batch.Length, Classes, rows / stride, columns / stride]);
            if (views == 2)
                MirrorView.Average(output, batch.Length * outputLength, columns / stride);
            for (var i = 0; i < batch.Length; i++)
            {
                try
                {
                    batch[i].Segment.Take(input.AsSpan(i * inputLength, inputLength), output.AsSpan(i * outputLength, outputLength));
                    batch[i].Film.Done();
                }
                catch (Exception e)
                {
                    // Its own film's matter, not of the one that happened to run the batch.
                    batch[i].Film.Fail(e);
                }
            }
        }
        catch (Exception e)
        {
            foreach (var waiting in batch)
                waiting.Film.Fail(e);
        }
        finally
        {
            ArrayPool<float>.Shared.Return(input);
            ArrayPool<float>.Shared.Return(output);
        }
    }

    private sealed record Waiting(SegmentRun Segment, FilmInBatches Film);
}
