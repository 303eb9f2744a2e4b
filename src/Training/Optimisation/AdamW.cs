using OxiPortal.Training.Nets;
using static TorchSharp.torch;

namespace OxiPortal.Training.Optimisation;

/// <summary>Adam with decoupled weight decay (Loshchilov and Hutter 2019). Its moments are plain tensors, so that a checkpoint can keep them.</summary>
public sealed class AdamW : IDisposable
{
    private const double Beta1 = 0.9;
    private const double Beta2 = 0.99;
    private const double Epsilon = 1e-8;

    private readonly NetWeights _weights;
    private readonly double _decay;
    private readonly List<(string Name, Tensor First, Tensor Second)> _moments = [];

    public AdamW(NetWeights weights, double decay)
    {
        ArgumentNullException.ThrowIfNull(weights);
        (_weights, _decay) = (weights, decay);
        foreach (var (name, tensor) in weights.Trained)
            _moments.Add((name, zeros_like(tensor).DetachFromDisposeScope(), zeros_like(tensor).DetachFromDisposeScope()));
    }

    public IEnumerable<(string Name, Tensor Tensor)> Moments =>
        _moments.SelectMany(m => new[] { (m.Name + ".first", m.First), (m.Name + ".second", m.Second) });

    public void ZeroGradients()
    {
        foreach (var (_, tensor) in _weights.Trained)
            tensor.grad?.zero_();
    }

    /// <param name="step">From 1.</param>
    /// <param name="rate">Learning rate of this step.</param>
    public void Step(long step, double rate)
    {
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        var (correction1, correction2) = (1 - Math.Pow(Beta1, step), Math.Sqrt(1 - Math.Pow(Beta2, step)));
        for (var i = 0; i < _moments.Count; i++)
        {
            var (name, first, second) = _moments[i];
            var weight = _weights.Trained[i].Tensor;
            if (weight.grad is not { } gradient)
                continue;
            first.mul_(Beta1).add_(gradient, alpha: 1 - Beta1);
            second.mul_(Beta2).addcmul_(gradient, gradient, value: 1 - Beta2);
            // Biases and normalisation are not decayed.
            if (name.EndsWith(".weight", StringComparison.Ordinal))
                weight.mul_(1 - rate * _decay);
            weight.addcdiv_(first, second.sqrt().div_(correction2).add_(Epsilon), value: -rate / correction1);
        }
    }

    public void Dispose()
    {
        foreach (var (_, first, second) in _moments)
        {
            first.Dispose();
            second.Dispose();
        }
    }
}
