using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OxiPortal.Training.Nets;

/// <summary>A net's tensors by name, in the order they were made: what is trained, and what is only counted (running statistics).</summary>
public sealed class NetWeights : IDisposable
{
    private readonly List<(string Name, Tensor Tensor)> _trained = [];
    private readonly List<(string Name, Tensor Tensor)> _counted = [];
    private readonly Random _random;

    /// <param name="seed">Of the initial weights.</param>
    public NetWeights(int seed) => _random = new Random(seed);

    public IReadOnlyList<(string Name, Tensor Tensor)> Trained => _trained;
    public IReadOnlyList<(string Name, Tensor Tensor)> Counted => _counted;
    public IEnumerable<(string Name, Tensor Tensor)> All => _trained.Concat(_counted);
    public long TrainedCount => _trained.Sum(p => p.Tensor.numel());

    /// <summary>Normally distributed with the given deviation (He et al. 2015 for convolutions before a ReLU).</summary>
    public Parameter Normal(string name, double deviation, params long[] shape)
    {
        var values = new float[shape.Aggregate(1L, (a, b) => a * b)];
        for (var i = 0; i < values.Length; i++)
        {
            // Box-Muller; 1 - u keeps the logarithm finite.
            var radius = Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble()));
            values[i] = (float)(deviation * radius * Math.Cos(2 * Math.PI * _random.NextDouble()));
        }
        return Train(name, tensor(values, shape));
    }

    public Parameter Constant(string name, float value, params long[] shape) => Train(name, full(shape, value));

    public Tensor Statistic(string name, float value, params long[] shape)
    {
        var statistic = full(shape, value).DetachFromDisposeScope();
        _counted.Add((name, statistic));
        return statistic;
    }

    /// <summary>Overwrites a tensor's values.</summary>
    /// <exception cref="InvalidDataException">No such tensor, or of another size.</exception>
    public void Set(string name, float[] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        var target = All.FirstOrDefault(p => p.Name == name).Tensor
            ?? throw new InvalidDataException($"This net has no weights named {name}: the file was written for another one.");
        if (target.numel() != values.Length)
            throw new InvalidDataException($"{name} has {target.numel()} weights here and {values.Length} in the file: it was written for another net.");
        using var _ = no_grad();
        using var source = tensor(values, target.shape);
        target.copy_(source);
    }

    public void Dispose()
    {
        foreach (var (_, weights) in All)
            weights.Dispose();
    }

    private Parameter Train(string name, Tensor values)
    {
        var parameter = new Parameter(values.DetachFromDisposeScope());
        parameter.DetachFromDisposeScope();
        _trained.Add((name, parameter));
        return parameter;
    }
}
