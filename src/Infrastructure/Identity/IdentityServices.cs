using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using OxiPortal.Infrastructure.Persistence;

namespace OxiPortal.Infrastructure.Identity;

/// <summary>Accounts by ASP.NET Core Identity. The host adds the cookie scheme.</summary>
internal static class IdentityServices
{
    public static IServiceCollection AddPortalIdentity(this IServiceCollection services)
    {
        services.AddHttpContextAccessor();
        services.AddIdentityCore<PortalUser>(identity =>
            {
                identity.User.RequireUniqueEmail = true;
                // OWASP ASVS 5.0, 6.2: length counts, not the mix of characters.
                identity.Password.RequiredLength = 12;
                identity.Password.RequiredUniqueChars = 5;
                identity.Password.RequireDigit = false;
                identity.Password.RequireLowercase = false;
                identity.Password.RequireUppercase = false;
                identity.Password.RequireNonAlphanumeric = false;
                identity.Lockout.AllowedForNewUsers = true;
                identity.Lockout.MaxFailedAccessAttempts = 8;
                identity.Lockout.DefaultLockoutTimeSpan = TimeSpan.FromMinutes(10);
            })
            .AddRoles<IdentityRole<Guid>>()
            .AddEntityFrameworkStores<PortalDb>()
            .AddSignInManager<PortalSignInManager>()
            .AddClaimsPrincipalFactory<PortalClaims>()
            .AddDefaultTokenProviders();
        // Rights that were taken away end within a minute, not Identity's thirty.
        services.Configure<SecurityStampValidatorOptions>(stamp => stamp.ValidationInterval = TimeSpan.FromMinutes(1));
        return services
            .AddSingleton<Accounts>()
            .AddSingleton<ListUsers>().AddSingleton<CreateUser>().AddSingleton<ChangeUser>()
            .AddSingleton<InviteFirstAdministrator>().AddSingleton<SetUpFirstAdministrator>().AddSingleton<SeedDemoAccounts>();
    }
}
