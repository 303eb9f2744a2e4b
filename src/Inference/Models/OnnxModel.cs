using Microsoft.ML.OnnxRuntime;

namespace OxiPortal.Inference.Models;

/// <summary>One network, loaded once and shared: one input tensor in, one output tensor out. Safe to run from several threads.</summary>
public sealed class OnnxModel : IDisposable
{
    private readonly InferenceSession _session;
    private readonly string[] _inputs;
    private readonly string[] _outputs;

    internal OnnxModel(ModelCard card, byte[] model, SessionOptions options)
    {
        Card = card;
        try
        {
            _session = new InferenceSession(model, options);
        }
        catch (OnnxRuntimeException e)
        {
            throw new ModelFileException($"{card.File} ({card.Name} {card.Version}) cannot be loaded: {e.Message}", e);
        }
        _inputs = [.. _session.InputNames];
        _outputs = [.. _session.OutputNames];
        if (_inputs.Length != 1 || _outputs.Length != 1)
        {
            _session.Dispose();
            throw new ModelFileException($"{card.File} has {_inputs.Length} inputs and {_outputs.Length} outputs: a model here has one of each.");
        }
    }

    public ModelCard Card { get; }

    /// <summary>Told the shapes of each run, for the benchmark.</summary>
    internal Action<long[], long[]>? Ran { get; set; }

    /// <summary>Runs the network over buffers of the caller, which may be longer than their tensors.</summary>
    /// <param name="input">Row-major, holds at least <paramref name="inputShape"/>.</param>
    /// <param name="inputShape">NxCxHxW.</param>
    /// <param name="output">Row-major, holds at least <paramref name="outputShape"/>.</param>
    /// <param name="outputShape">What the network makes of that input.</param>
    /// <exception cref="OnnxRuntimeException">The shapes do not fit the network, or the device failed.</exception>
    public void Run(float[] input, long[] inputShape, float[] output, long[] outputShape)
    {
        using var run = new RunOptions();
        using var x = Tensor(input, inputShape);
        using var y = Tensor(output, outputShape);
        _session.Run(run, _inputs, [x], _outputs, [y]);
        Ran?.Invoke(inputShape, outputShape);
    }

    public void Dispose() => _session.Dispose();

    private static OrtValue Tensor(float[] buffer, long[] shape) =>
        OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, buffer.AsMemory(0, checked((int)Count(shape))), shape);

    internal static long Count(long[] shape) => shape.Aggregate(1L, (product, d) => checked(product * d));
}
