using OxiPortal.Domain.Sites;

namespace OxiPortal.Infrastructure.Tests.Support;

public static class Actors
{
    public static Actor Radiologist { get; } = Of(Role.Radiologist, 1);
    public static Actor SecondRadiologist { get; } = Of(Role.Radiologist, 2);
    public static Actor QA { get; } = Of(Role.QA, 3);
    public static Actor SecondQA { get; } = Of(Role.QA, 4);
    public static Actor Administrator { get; } = Of(Role.Administrator, 5);
    public static Actor Nobody { get; } = new(Id(6), "Nobody", SiteId.Default, new HashSet<Role>());

    public static Actor With(params Role[] roles) => new(Id(7), "Somebody", SiteId.Default, roles.ToHashSet());

    private static Actor Of(Role role, int number) => new(Id(number), $"{role} {number}", SiteId.Default, new HashSet<Role> { role });

    private static Guid Id(int number) => new(number, 0, 0, new byte[8]);
}
