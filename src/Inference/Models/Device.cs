namespace OxiPortal.Inference.Models;

/// <summary>Where the networks run.</summary>
public enum Device
{
    /// <summary>The first that works of CUDA, WebGPU, CPU.</summary>
    Auto,
    Cpu,
    Cuda,
    WebGpu,
}

/// <summary>Names of devices as written in options and results: "auto", "cpu", "cuda", "webgpu".</summary>
public static class Devices
{
    public const string Names = "auto, cpu, cuda, webgpu";

    public static bool TryParse(string? name, out Device device)
    {
        (var known, device) = name?.Trim().ToUpperInvariant() switch
        {
            "AUTO" => (true, Device.Auto),
            "CPU" => (true, Device.Cpu),
            "CUDA" => (true, Device.Cuda),
            "WEBGPU" => (true, Device.WebGpu),
            _ => (false, Device.Auto),
        };
        return known;
    }

    public static string Name(this Device device) => device switch
    {
        Device.Auto => "auto",
        Device.Cpu => "cpu",
        Device.Cuda => "cuda",
        Device.WebGpu => "webgpu",
        _ => throw new ArgumentOutOfRangeException(nameof(device), device, "Unknown device."),
    };
}

/// <summary>A device was asked for by name and cannot be had; the message says why.</summary>
public sealed class DeviceUnavailableException : Exception
{
    public DeviceUnavailableException()
    {
    }

    public DeviceUnavailableException(string message)
        : base(message)
    {
    }

    public DeviceUnavailableException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
