using Microsoft.ML.OnnxRuntime;
using OxiPortal.Training.Nets;
using OxiPortal.Training.OnnxExport;
using static TorchSharp.torch;

namespace OxiPortal.Training.Tests;

public class OnnxExportTests
{
    private static readonly CellNetShape Tiny = new(4, [1, 1, 2], 2);

    [Fact]
    public void GivenARegionNetWithCountedStatistics_WhenExported_ThenOnnxRuntimeAgreesWithTorch()
    {
        using var net = new RegionNet(seed: 3, size: 64, width: 4);
        CountStatistics(net, 2, 1, 64, 64);

        var input = Noise(2 * 64 * 64, seed: 5);
        var found = Run(net.Export(), "film", input, [2, 1, 64, 64]);

        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var expected = net.Forward(tensor(input, [2, 1, 64, 64]), NetMode.Use).sigmoid();
        AssertClose(expected.data<float>().ToArray(), found);
    }

    [Theory]
    [InlineData(1, 64, 96, false)]
    [InlineData(2, 112, 48, false)]
    [InlineData(2, 112, 48, true)]
    public void GivenACellNet_WhenExported_ThenOnnxRuntimeAgreesWithTorchAtAnySize(int count, int rows, int columns, bool averaging)
    {
        using var net = new CellNet(seed: 4, classes: 2, averaging ? new CellNetShape(4, [1, 2], 2, Average: 2) : Tiny);
        CountStatistics(net, 2, 2, 64, 64);

        var input = Noise(count * 2 * rows * columns, seed: 6);
        var found = Run(net.Export(), "segments", input, [count, 2, rows, columns]);

        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var expected = net.Forward(tensor(input, [count, 2, rows, columns]), NetMode.Use).sigmoid();
        Assert.Equal(count * 2 * (rows / CellNet.Stride) * (columns / CellNet.Stride), found.Length);
        AssertClose(expected.data<float>().ToArray(), found);
    }

    [Fact]
    public void GivenAnExportedNet_WhenItsWeightsAreReadBack_ThenTheNetIsTheSame()
    {
        using var net = new CellNet(seed: 4, classes: 2, Tiny);
        CountStatistics(net, 2, 2, 64, 64);
        var path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.onnx");
        File.WriteAllBytes(path, net.Export().ToBytes());
        try
        {
            using var again = new CellNet(seed: 9, classes: 2, Tiny);
            OnnxWeights.Load(again.Weights, path);

            using var scope = NewDisposeScope();
            using var _ = no_grad();
            var input = tensor(Noise(2 * 64 * 64, seed: 7), [1, 2, 64, 64]);
            AssertClose(net.Forward(input, NetMode.Use).data<float>().ToArray(), again.Forward(input, NetMode.FineTuning).data<float>().ToArray());
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void GivenAnotherNetsFile_WhenWeightsAreRead_ThenTheMessageSaysSo()
    {
        using var net = new RegionNet(seed: 3, size: 64, width: 4);
        var path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.onnx");
        File.WriteAllBytes(path, net.Export().ToBytes());
        try
        {
            using var other = new CellNet(seed: 9, classes: 2, Tiny);
            Assert.Contains("another net", Assert.Throws<InvalidDataException>(() => OnnxWeights.Load(other.Weights, path)).Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static void CountStatistics(INet net, params long[] shape)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        for (var i = 0; i < 3; i++)
            net.Forward(tensor(Noise((int)shape.Aggregate(1L, (a, b) => a * b), i), shape), NetMode.Training);
        // Residual branches start at nothing: without this the test would not see them.
        foreach (var (name, gain) in net.Weights.Trained.Where(p => p.Name.EndsWith(".gain", StringComparison.Ordinal)))
            gain.add_(0.5);
    }

    private static float[] Run(OnnxGraph graph, string name, float[] input, long[] shape)
    {
        using var session = new InferenceSession(graph.ToBytes());
        using var value = OrtValue.CreateTensorValueFromMemory(input, shape);
        using var run = new RunOptions();
        using var outputs = session.Run(run, [name], [value], session.OutputNames);
        return outputs[0].GetTensorDataAsSpan<float>().ToArray();
    }

    private static float[] Noise(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (float)(random.NextDouble() * 2 - 1))];
    }

    private static void AssertClose(float[] expected, float[] found)
    {
        Assert.Equal(expected.Length, found.Length);
        Assert.True(expected.Zip(found).Max(p => Math.Abs(p.First - p.Second)) <= 1e-4);
    }
}
