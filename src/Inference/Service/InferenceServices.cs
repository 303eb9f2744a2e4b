using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OxiPortal.Dicom.Imaging;
using OxiPortal.Domain.Detection;
using OxiPortal.Domain.Imaging;
using OxiPortal.Inference.Models;
using OxiPortal.Inference.Pipeline;

namespace OxiPortal.Inference.Service;

/// <summary>Puts the inference service into a host that has an <see cref="IAnalysisQueue"/> and <see cref="IInstanceFiles"/>.</summary>
public static class InferenceServices
{
    /// <summary>
    /// The host does not start with wrong options, without its models, or with models that are not those of their cards; the message names the key
    /// or the file.
    /// </summary>
    /// <param name="services">The host's.</param>
    /// <param name="configure">Usually binds the configuration section <see cref="InferenceOptions.Section"/>.</param>
    public static IServiceCollection AddInferenceService(this IServiceCollection services, Action<InferenceOptions> configure)
    {
        services.AddInferenceOptions(configure);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(PixelDecoder.Managed);
        services.AddSingleton<AnalysisPipeline>(Open);
        services.AddSingleton<IFilmAnalyser>(provider => provider.GetRequiredService<AnalysisPipeline>());
        services.AddSingleton(provider => new AnalysisJob(
            provider.GetRequiredService<IAnalysisQueue>(),
            provider.GetRequiredService<IInstanceFiles>(),
            provider.GetRequiredService<PixelDecoder>(),
            provider.GetRequiredService<IFilmAnalyser>(),
            provider.GetRequiredService<IOptions<InferenceOptions>>().Value.Heartbeat,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<AnalysisJob>>()));
        services.AddHostedService(provider => new AnalysisWorker(
            provider.GetRequiredService<IAnalysisQueue>(),
            provider.GetRequiredService<AnalysisJob>(),
            provider.GetRequiredService<IOptions<InferenceOptions>>().Value.FilmsAtOnce is > 0 and var films
                ? films
                : provider.GetRequiredService<IFilmAnalyser>().FilmsAtOnce,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<AnalysisWorker>>()));
        return services;
    }

    /// <summary>The options alone, checked: for a portal that leaves the work to services elsewhere.</summary>
    /// <param name="services">The host's.</param>
    /// <param name="configure">As for <see cref="AddInferenceService"/>.</param>
    public static IServiceCollection AddInferenceOptions(this IServiceCollection services, Action<InferenceOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        services.AddOptions<InferenceOptions>().Configure(configure)
            .Validate(o => Devices.TryParse(o.Device, out _), $"Inference:Device must be one of {Devices.Names}.")
            .Validate(o => o.Threads is >= 0 and <= 1024, "Inference:Threads must be 0 (as many as there are cores) to 1024.")
            .Validate(o => o.FilmsAtOnce is >= 0 and <= 64, "Inference:FilmsAtOnce must be 0 (as the device likes it) to 64.")
            .Validate(o => o.Heartbeat > TimeSpan.Zero, "Inference:Heartbeat must be longer than zero.")
            .ValidateOnStart();
        return services;
    }

    private static AnalysisPipeline Open(IServiceProvider provider)
    {
        var options = provider.GetRequiredService<IOptions<InferenceOptions>>().Value;
        if (!Devices.TryParse(options.Device, out var device))
            throw new OptionsValidationException(nameof(InferenceOptions), typeof(InferenceOptions), [$"Inference:Device must be one of {Devices.Names}."]);
        var folder = string.IsNullOrWhiteSpace(options.Models) ? ModelFolder.Find() : options.Models;
        return AnalysisPipeline.Open(folder, device, options.Threads, provider.GetRequiredService<ILogger<AnalysisPipeline>>());
    }
}
