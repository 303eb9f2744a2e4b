using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OxiPortal.Infrastructure.Audit.Verification;

namespace OxiPortal.Infrastructure.Audit;

/// <summary>The audit record: key, log, heads, and what checks them.</summary>
internal static class AuditServices
{
    public static IServiceCollection AddAudit(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<AuditOptions>().Bind(configuration.GetSection(AuditOptions.Section)).ValidateOnStart();
        return services
            .AddSingleton<IValidateOptions<AuditOptions>, AuditOptionsValidator>()
            .AddSingleton<AuditKeyFile>().AddSingleton<AuditHeadsFolder>().AddSingleton<WriteAuditHeads>().AddHostedService<AuditHeadsWriter>()
            .AddSingleton<AuditLog>().AddSingleton<AuditViews>().AddSingleton<AuditTokenRefusals>().AddSingleton<AuditSignIns>()
            .AddSingleton<VerifyAudit>();
    }
}
