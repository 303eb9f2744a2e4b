using Microsoft.ML.OnnxRuntime;

namespace OxiPortal.Inference.Models;

/// <summary>ONNX Runtime's providers, tried at run time: the native library beside us decides what there is.</summary>
internal static class ExecutionProviders
{
    private const string Cuda = "CUDAExecutionProvider";
    private const string WebGpu = "WebGpuExecutionProvider";

    public static IReadOnlyList<Device> InOrder(Device device) =>
        device == Device.Auto ? [Device.Cuda, Device.WebGpu, Device.Cpu] : [device];

    /// <exception cref="DeviceUnavailableException">The native library or the machine has no such device.</exception>
    public static SessionOptions Options(Device device, int threads)
    {
        var options = new SessionOptions
        {
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            // Every film has its own shapes: a plan of memory kept for each would only grow.
            EnableMemoryPattern = false,
            IntraOpNumThreads = threads,
        };
        // Threads that spin while they wait starve the decoder and the web server on small machines.
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        try
        {
            Append(options, device);
            return options;
        }
        catch (Exception e) when (e is EntryPointNotFoundException or OnnxRuntimeException or DllNotFoundException)
        {
            // The CPU-only library throws the first or the second, depending on the overload.
            options.Dispose();
            throw Unavailable(device, e.Message, e);
        }
        catch
        {
            options.Dispose();
            throw;
        }
    }

    private static void Append(SessionOptions options, Device device)
    {
        switch (device)
        {
            case Device.Cpu:
                return;
            case Device.Cuda:
                Require(device, Cuda);
                options.AppendExecutionProvider_CUDA(0);
                return;
            case Device.WebGpu:
                Require(device, WebGpu);
                options.AppendExecutionProvider("WebGPU", new Dictionary<string, string>());
                return;
            default:
                throw new ArgumentOutOfRangeException(nameof(device), device, "Not a device to run on.");
        }
    }

    private static void Require(Device device, string provider)
    {
        if (!OrtEnv.Instance().GetAvailableProviders().Contains(provider, StringComparer.OrdinalIgnoreCase))
            throw Unavailable(device, "this build's ONNX Runtime has no such provider", null);
    }

    private static DeviceUnavailableException Unavailable(Device device, string why, Exception? inner)
    {
        var message = $"{device.Name()} is not available ({why})";
        return inner is null ? new(message) : new(message, inner);
    }
}
