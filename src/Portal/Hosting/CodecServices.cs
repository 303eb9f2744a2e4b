using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using OxiPortal.Dicom.Imaging;
using OxiPortal.Dicom.Isolation;
using OxiPortal.Portal.Observability;

namespace OxiPortal.Portal.Hosting;

/// <summary>The processes that decode JPEG-LS and JPEG 2000, for a host that reads films: the portal, an inference service.</summary>
public static class CodecServices
{
    /// <summary>To be called before the rooms that would else register a decoder without them.</summary>
    public static IServiceCollection AddNativeCodecs(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configuration);
        services.AddOptions<CodecOptions>().Bind(configuration.GetSection(CodecOptions.Section)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<CodecOptions>, CodecOptionsValidator>();
        services.AddMetrics();
        services.TryAddSingleton(TimeProvider.System);
        return services
            .AddSingleton<CodecWatch>()
            .AddSingleton(provider => new NativeCodecPool(provider.GetRequiredService<IOptions<CodecOptions>>().Value, provider.GetRequiredService<CodecWatch>()))
            .AddSingleton(provider => new PixelDecoder(provider.GetRequiredService<NativeCodecPool>()))
            .AddHostedService<CodecWarmUp>();
    }

    private sealed class CodecOptionsValidator : IValidateOptions<CodecOptions>
    {
        public ValidateOptionsResult Validate(string? name, CodecOptions options) =>
            options.Faults().ToList() is { Count: > 0 } faults ? ValidateOptionsResult.Fail(faults) : ValidateOptionsResult.Success;
    }

    /// <summary>Starts them beside everything else: neither the host nor the first film waits for them.</summary>
    private sealed class CodecWarmUp(NativeCodecPool pool, TimeProvider time, ILogger<CodecWatch> log) : BackgroundService
    {
        // The start has more urgent things to do; who comes earlier starts one for himself.
        private static readonly TimeSpan Delay = TimeSpan.FromSeconds(5);

        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            try
            {
                await Task.Delay(Delay, time, stoppingToken);
                await pool.WarmAsync(stoppingToken);
            }
            catch (CodecsUnavailableException e)
            {
                CodecLog.NotStarted(log, e);
            }
            catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
            {
                // The host stops before they are ready.
            }
        }
    }
}
