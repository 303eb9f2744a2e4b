using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OxiPortal.Infrastructure.Administration;
using OxiPortal.Infrastructure.Exports;
using OxiPortal.Infrastructure.Identity;
using OxiPortal.Infrastructure.Intake;
using OxiPortal.Infrastructure.Reading;
using OxiPortal.Infrastructure.Worklists;

namespace OxiPortal.Infrastructure;

/// <summary>Puts the room into a host.</summary>
public static class InfrastructureServices
{
    /// <summary>
    /// Database, instance store, queue, event log, accounts (stores, managers, sign-in manager; the host adds the cookie) and every use case,
    /// each safe to use from several threads.
    /// </summary>
    public static IServiceCollection AddInfrastructure(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configuration);
        return services
            .AddSingleton<TakeInUpload>()
            .AddSingleton<ListWorklist>().AddSingleton<OpenStudy>().AddSingleton<OpenInstance>()
            .AddSingleton<GiveVerdict>().AddSingleton<AddFinding>().AddSingleton<WithdrawVerdict>().AddSingleton<SubmitRead>()
            .AddSingleton<ListReviews>().AddSingleton<ReviewVerdict>()
            .AddSingleton<ExportDataset>().AddSingleton<ListReleases>()
            .AddSingleton<ListConflicts>().AddSingleton<RetryAnalysis>()
            .AddSingleton<ListUsers>().AddSingleton<CreateUser>().AddSingleton<ChangeUser>()
            .AddSingleton<InviteFirstAdministrator>().AddSingleton<SetUpFirstAdministrator>().AddSingleton<SeedDemoAccounts>();
    }
}
