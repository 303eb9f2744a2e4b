using System.Threading.Channels;
using OxiPortal.Training.Nets;
using static TorchSharp.torch;

namespace OxiPortal.Training.Optimisation;

/// <summary>What a net is taught: batches, which depend on nothing but their number, and a loss.</summary>
public interface ILesson<TBatch>
{
    /// <summary>Called from another thread than the one that trains. The same number always gives the same batch.</summary>
    TBatch MakeBatch(long number, int size);

    /// <summary>The mean loss over the batch; lower is better.</summary>
    Tensor Loss(INet net, TBatch batch, NetMode mode);
}

/// <summary>Runs steps until the schedule is done or it is told to stop; keeps a checkpoint; tells its progress.</summary>
public sealed class Trainer<TBatch>(INet net, ILesson<TBatch> lesson, TrainingSchedule schedule, TimeProvider time)
{
    private const double LargestGradient = 5;
    private const int BatchesAhead = 6;

    /// <summary>Null: no checkpoint.</summary>
    public string? CheckpointPath { get; init; }

    public TimeSpan CheckpointEvery { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Written into the checkpoint; see <see cref="Checkpoint"/>.</summary>
    public string Recipe { get; init; } = "";

    /// <summary>Of the weights, a step, times the rate.</summary>
    public double Decay { get; init; } = 0.02;

    public NetMode Mode { get; init; } = NetMode.Training;
    public Action<TrainingProgress>? Report { get; init; }

    /// <summary>Trains to the end of the schedule. Goes on from the checkpoint if there is one.</summary>
    /// <returns>How many images were seen over all sittings, and whether the schedule was completed (false: cancelled; the checkpoint holds what was done).</returns>
    public async Task<(long Images, bool Complete)> Run(CancellationToken stop)
    {
        using var optimiser = new AdamW(net.Weights, Decay);
        var done = CheckpointPath is { } path && File.Exists(path)
            ? Checkpoint.Load(path, Recipe, net.Weights, optimiser)
            : new Checkpoint(0, 0);
        var (started, spentBefore, savedAt) = (time.GetTimestamp(), done.SecondsSpent, time.GetTimestamp());
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var batches = Channel.CreateBounded<TBatch>(BatchesAhead);
        var producer = Task.Run(() => Produce(batches.Writer, done.Step, ended.Token), CancellationToken.None);
        var loss = double.NaN;
        try
        {
            while (schedule.Progress(done.Step, done.SecondsSpent) is var progress && progress < 1 && !stop.IsCancellationRequested)
            {
                var batch = await batches.Reader.ReadAsync(stop);
                var now = Step(optimiser, batch, done.Step + 1, schedule.Rate(progress));
                loss = double.IsNaN(loss) ? now : 0.98 * loss + 0.02 * now;
                done = new(done.Step + 1, spentBefore + time.GetElapsedTime(started).TotalSeconds);
                Report?.Invoke(new(done.Step * schedule.Batch, done.SecondsSpent, schedule.Progress(done.Step, done.SecondsSpent), loss));
                if (time.GetElapsedTime(savedAt) > CheckpointEvery)
                {
                    Save(done, optimiser);
                    savedAt = time.GetTimestamp();
                }
            }
        }
        catch (ChannelClosedException)
        {
            // The batches ended because making one failed: that error tells more.
            await producer;
            throw;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Stopped while waiting for a batch: what was done is saved below.
        }
        finally
        {
            await ended.CancelAsync();
            await producer.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        Save(done, optimiser);
        return (done.Step * schedule.Batch, schedule.Progress(done.Step, done.SecondsSpent) >= 1);
    }

    private double Step(AdamW optimiser, TBatch batch, long step, double rate)
    {
        using var scope = NewDisposeScope();
        optimiser.ZeroGradients();
        var loss = lesson.Loss(net, batch, Mode);
        var value = loss.item<float>();
        if (!float.IsFinite(value))
            throw new InvalidOperationException($"The loss is {value} at step {step}: training has diverged.");
        loss.backward();
        nn.utils.clip_grad_norm_(net.Weights.Trained.Select(p => (TorchSharp.Modules.Parameter)p.Tensor), LargestGradient);
        optimiser.Step(step, rate);
        return value;
    }

    private async Task Produce(ChannelWriter<TBatch> writer, long from, CancellationToken ended)
    {
        try
        {
            for (var number = from; ; number++)
                await writer.WriteAsync(lesson.MakeBatch(number, schedule.Batch), ended);
        }
        catch (Exception e)
        {
            writer.TryComplete(e);
            throw;
        }
    }

    private void Save(Checkpoint done, AdamW optimiser)
    {
        if (CheckpointPath is { } path)
            Checkpoint.Save(path, Recipe, done, net.Weights, optimiser);
    }
}

/// <param name="Images">Seen over all sittings.</param>
/// <param name="Seconds">Spent over all sittings.</param>
/// <param name="Done">0..1.</param>
/// <param name="Loss">Running mean of this sitting.</param>
public readonly record struct TrainingProgress(long Images, double Seconds, double Done, double Loss);
