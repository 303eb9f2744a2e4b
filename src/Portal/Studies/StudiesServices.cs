namespace OxiPortal.Portal.Studies;

/// <summary>Puts the study page into the host.</summary>
public static class StudiesServices
{
    // A desk a window: it steps through the worklist as chosen there.
    public static IServiceCollection AddStudies(this IServiceCollection services) => services.AddScoped<IStudyDesk, StudyDesk>();
}
