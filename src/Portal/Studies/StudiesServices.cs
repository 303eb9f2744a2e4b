namespace OxiPortal.Portal.Studies;

/// <summary>Puts the study page into the host.</summary>
public static class StudiesServices
{
    public static IServiceCollection AddStudies(this IServiceCollection services) => services.AddSingleton<IStudyDesk, StudyDesk>();
}
