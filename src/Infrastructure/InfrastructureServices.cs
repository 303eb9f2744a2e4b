using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using OxiPortal.Dicom.Imaging;
using OxiPortal.Domain.Detection;
using OxiPortal.Domain.Imaging;
using OxiPortal.Infrastructure.Administration;
using OxiPortal.Infrastructure.Audit;
using OxiPortal.Infrastructure.Exports;
using OxiPortal.Infrastructure.Identity;
using OxiPortal.Infrastructure.InstanceStore;
using OxiPortal.Infrastructure.Intake;
using OxiPortal.Infrastructure.Observability;
using OxiPortal.Infrastructure.Persistence;
using OxiPortal.Infrastructure.Queue;
using OxiPortal.Infrastructure.Reading;
using OxiPortal.Infrastructure.ServiceTokens;
using OxiPortal.Infrastructure.Worklists;

namespace OxiPortal.Infrastructure;

/// <summary>Puts the room into a host.</summary>
public static class InfrastructureServices
{
    /// <summary>
    /// Database, instance store, queue, event log, accounts (stores, managers, sign-in manager; the host adds the cookie) and every use case,
    /// each safe to use from several threads. Call <see cref="PrepareInfrastructureAsync"/> before the host starts.
    /// </summary>
    public static IServiceCollection AddInfrastructure(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configuration);
        services.AddOptions<DatabaseOptions>().Bind(configuration.GetSection(DatabaseOptions.Section)).ValidateOnStart();
        services.AddOptions<StorageOptions>().Bind(configuration.GetSection(StorageOptions.Section)).ValidateOnStart();
        services.AddOptions<QueueOptions>().Bind(configuration.GetSection(QueueOptions.Section)).ValidateOnStart();
        services.AddOptions<IntakeOptions>().Bind(configuration.GetSection(IntakeOptions.Section)).ValidateOnStart();
        services
            .AddSingleton<IValidateOptions<DatabaseOptions>, DatabaseOptionsValidator>()
            .AddSingleton<IValidateOptions<StorageOptions>, StorageOptionsValidator>()
            .AddSingleton<IValidateOptions<QueueOptions>, QueueOptionsValidator>()
            .AddSingleton<IValidateOptions<IntakeOptions>, IntakeOptionsValidator>();
        services.TryAddSingleton(TimeProvider.System);
        services.AddMetrics();
        services.AddSingleton<StoragePaths>();
        services.AddDbContextFactory<PortalDb>((provider, builder) => builder.UsePortalDatabase(
            provider.GetRequiredService<IOptions<DatabaseOptions>>().Value, provider.GetRequiredService<StoragePaths>().Root));
        services.AddSingleton<DatabaseMigrations>().AddSingleton<IReadIsolation, ReadIsolation>().AddSingleton<RequireSnapshotReads>();

        services.AddDataProtection().SetApplicationName("OxiPortal");
        services.AddSingleton<IConfigureOptions<Microsoft.AspNetCore.DataProtection.KeyManagement.KeyManagementOptions>, KeysInStorageFolder>();
        services.AddPortalIdentity();
        services.AddAudit(configuration);

        services.TryAddSingleton(PixelDecoder.Managed);

        return services
            .AddSingleton<IInstanceStore>(provider => provider.GetRequiredService<IOptions<StorageOptions>>().Value.IsS3
                ? ActivatorUtilities.CreateInstance<S3InstanceStore>(provider)
                : ActivatorUtilities.CreateInstance<FileSystemInstanceStore>(provider))
            .AddSingleton<IInstanceFiles, InstanceFiles>().AddSingleton<CheckStore>().AddSingleton<MeasureStore>()
            .AddSingleton<AnalysisMeter>().AddSingleton<WorkersSeen>().AddSingleton<ReadQueueState>().AddSingleton<FindTracedAnalysis>()
            .AddSingleton<QueueSignals>().AddSingleton<LabelSignals>()
            .AddSingleton<DatabaseAnalysisQueue>().AddSingleton<IAnalysisQueue>(provider => provider.GetRequiredService<DatabaseAnalysisQueue>())
            .AddHostedService<LostWork>().AddSingleton<RemoteWork>().AddSingleton<IAnalysisEvents, AnalysisEventLog>()
            .AddSingleton<InstanceRecorder>().AddSingleton<IntakeOfOneFile>().AddSingleton<TakeInUpload>()
            .AddSingleton<ListWorklist>().AddSingleton<OpenStudy>().AddSingleton<OpenInstance>()
            .AddSingleton<DraftReads>()
            .AddSingleton<GiveVerdict>().AddSingleton<AddFinding>().AddSingleton<WithdrawVerdict>().AddSingleton<SubmitRead>()
            .AddSingleton<ListReviews>().AddSingleton<ReviewVerdict>()
            .AddSingleton<Pseudonyms>().AddSingleton<ExportDataset>().AddSingleton<ListReleases>()
            .AddSingleton<IssueServiceToken>().AddSingleton<RevokeServiceToken>().AddSingleton<ListServiceTokens>().AddSingleton<CheckServiceToken>()
            .AddSingleton<ListConflicts>().AddSingleton<RetryAnalysis>().AddSingleton<ListFailedAnalyses>()
            .AddSingleton<ListQueue>().AddSingleton<PrioritiseStudy>().AddSingleton<CancelAnalysis>()
            .AddSingleton<CountOutdated>().AddSingleton<AnalyseOutdated>();
    }

    /// <summary>Makes the folders, clears what a crash left, and brings the database up to date (or says that it is not). Once, before the host starts.</summary>
    /// <exception cref="OptionsValidationException">A configuration key is wrong: the message names it.</exception>
    /// <exception cref="InvalidOperationException">
    /// Migrations are missing and may not be applied at start, the database reads under locks, the store does not let the portal in, or the audit record's
    /// key is missing or another.
    /// </exception>
    public static async Task PrepareInfrastructureAsync(this IServiceProvider services, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(services);
        var database = services.GetRequiredService<IOptions<DatabaseOptions>>().Value;
        var paths = services.GetRequiredService<StoragePaths>();
        paths.Create();
        paths.TakePossession();
        paths.Sweep();
        try
        {
            await services.GetRequiredService<IInstanceStore>().CheckAsync(cancel);
        }
        catch (StoreAwayException e)
        {
            throw new InvalidOperationException(e.Message, e);
        }
        catch (StoreFullException)
        {
            // Films can be read. Readiness says so, and so does every upload.
        }
        var migrations = services.GetRequiredService<DatabaseMigrations>();
        if (database.MigratesOnStart)
            await migrations.MigrateAsync(cancel);
        else
            await migrations.RequireCurrentAsync(cancel);
        await services.GetRequiredService<RequireSnapshotReads>().RunAsync(cancel);
        await services.GetRequiredService<AuditKeyFile>().PrepareAsync(cancel);
    }
}
