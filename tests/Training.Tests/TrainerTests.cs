using OxiPortal.Training.Nets;
using OxiPortal.Training.Optimisation;
using static TorchSharp.torch;

namespace OxiPortal.Training.Tests;

public class TrainerTests
{
    private static readonly CellNetShape Tiny = new(4, [1, 1, 2]);

    [Fact]
    public async Task GivenARunStoppedHalfWay_WhenResumed_ThenItEndsWhereAnUninterruptedOneDoes()
    {
        using var folder = new TemporaryFolder();
        var whole = await Train(folder.File("whole"), stopAfter: null);

        Assert.Null(await Train(folder.File("halves"), stopAfter: 2));
        var resumed = await Train(folder.File("halves"), stopAfter: null);

        Assert.Equal(whole, resumed);
    }

    [Fact]
    public async Task GivenATargetToLearn_WhenTrained_ThenTheLossFalls()
    {
        using var folder = new TemporaryFolder();
        var losses = new List<double>();
        using var net = new CellNet(seed: 1, classes: 1, Tiny);
        await new Trainer<float[]>(net, new BrightnessLesson(), new TrainingSchedule(160, null, 4, 0.01), TimeProvider.System)
        {
            Report = p => losses.Add(p.Loss),
        }.Run(CancellationToken.None);

        Assert.Equal(40, losses.Count);
        Assert.True(losses[^1] < 0.8 * losses[0]);
    }

    [Fact]
    public void GivenBfloat16_WhenANetLooks_ThenItSaysNearlyTheSame_AndItsGradientsAreWhole()
    {
        using var net = new RegionNet(seed: 1, size: 64, width: 4);
        using var scope = NewDisposeScope();
        var input = rand([2, 1, 64, 64], generator: new Generator(3));
        var full = net.Forward(input, NetMode.Training);
        var half = net.Forward(NetMode.Training with { Half = true } is var mode ? mode.Cast(input) : input, mode);

        Assert.Equal(ScalarType.Float32, half.dtype);
        Assert.True((full - half).abs().mean().item<float>() < 0.05 * full.std().item<float>() + 0.02);
        half.square().mean().backward();
        Assert.All(net.Weights.Trained, w => Assert.Equal(ScalarType.Float32, w.Tensor.grad!.dtype));
    }

    [Fact]
    public async Task GivenACheckpointOfOtherOptions_WhenResumed_ThenTheRunIsRefused()
    {
        using var folder = new TemporaryFolder();
        await Train(folder.File("run"), stopAfter: 2);

        var refused = await Assert.ThrowsAsync<InvalidDataException>(() => Train(folder.File("run"), stopAfter: null, recipe: "another"));

        Assert.Contains("another run", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(20)]
    [InlineData(-1)]
    public async Task GivenADamagedCheckpoint_WhenResumed_ThenTheMessageSaysSo(int keep)
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("run");
        await Train(path, stopAfter: 2);
        var bytes = await File.ReadAllBytesAsync(path);
        if (keep < 0)
            bytes[bytes.Length / 2] ^= 1;
        else
            bytes = bytes[..keep];
        await File.WriteAllBytesAsync(path, bytes);

        var refused = await Assert.ThrowsAsync<InvalidDataException>(() => Train(path, stopAfter: null));

        Assert.Contains("damaged", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GivenABatchThatCannotBeMade_WhenTraining_ThenItsErrorComesOut()
    {
        using var net = new CellNet(seed: 1, classes: 1, Tiny);
        var trainer = new Trainer<float[]>(net, new BrokenLesson(), new TrainingSchedule(40, null, 4, 0.01), TimeProvider.System);

        Assert.Equal("broken", (await Assert.ThrowsAsync<InvalidDataException>(() => trainer.Run(CancellationToken.None))).Message);
    }

    [Fact]
    public void TheLearningRateWarmsUpAndEndsAtNothing()
    {
        var schedule = new TrainingSchedule(100, null, 4, 0.01);

        Assert.True(schedule.Rate(0) < 0.001);
        Assert.Equal(0.01, schedule.Rate(0.04), 6);
        Assert.Equal(0, schedule.Rate(1), 6);
        Assert.Equal(0.5, new TrainingSchedule(null, 10, 4, 0.01).Progress(3, 300), 6);
    }

    /// <returns>The weights, or null where the run was stopped.</returns>
    private static async Task<float[]?> Train(string checkpoint, int? stopAfter, string recipe = "test")
    {
        using var stop = new CancellationTokenSource();
        using var net = new CellNet(seed: 1, classes: 1, Tiny);
        var steps = 0;
        var (_, complete) = await new Trainer<float[]>(net, new BrightnessLesson(), new TrainingSchedule(16, null, 4, 0.01), TimeProvider.System)
        {
            CheckpointPath = checkpoint,
            Recipe = recipe,
            Report = _ =>
            {
                if (++steps == stopAfter)
                    stop.Cancel();
            },
        }.Run(stop.Token);
        Assert.Equal(stopAfter is null, complete);
        return complete ? [.. net.Weights.All.SelectMany(p => p.Tensor.data<float>().ToArray())] : null;
    }

    /// <summary>Bright pictures are suspicious.</summary>
    private sealed class BrightnessLesson : ILesson<float[]>
    {
        private const int Side = 32;

        public float[] MakeBatch(long number, int size)
        {
            var random = new Random((int)number);
            return [.. Enumerable.Range(0, size * 2 * Side * Side).Select(i => (float)random.NextDouble() + (i / (2 * Side * Side) % 2 == 0 ? 1 : -1))];
        }

        public Tensor Loss(INet net, float[] batch, NetMode mode)
        {
            var size = batch.Length / (2 * Side * Side);
            using var input = tensor(batch, [size, 2, Side, Side]);
            using var truth = tensor(Enumerable.Range(0, size).Select(i => i % 2 == 0 ? 1f : 0f).ToArray(), [size, 1, 1, 1]);
            var logits = net.Forward(input, mode);
            return nn.functional.binary_cross_entropy_with_logits(logits, truth.expand_as(logits));
        }
    }

    private sealed class BrokenLesson : ILesson<float[]>
    {
        public float[] MakeBatch(long number, int size) => throw new InvalidDataException("broken");

        public Tensor Loss(INet net, float[] batch, NetMode mode) => throw new InvalidOperationException();
    }
}
