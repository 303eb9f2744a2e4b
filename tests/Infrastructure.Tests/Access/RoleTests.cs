using System.Reflection;
using Microsoft.Data.SqlClient;
using OxiPortal.Domain.Detection;
using OxiPortal.Domain.Imaging;
using OxiPortal.Domain.Labels;
using OxiPortal.Domain.Reading;
using OxiPortal.Domain.Sites;
using OxiPortal.Infrastructure.Administration;
using OxiPortal.Infrastructure.Exports;
using OxiPortal.Infrastructure.Identity;
using OxiPortal.Infrastructure.Intake;
using OxiPortal.Infrastructure.Reading;
using OxiPortal.Infrastructure.ServiceTokens;
using OxiPortal.Infrastructure.Tests.Support;
using OxiPortal.Infrastructure.Worklists;

namespace OxiPortal.Infrastructure.Tests.Access;

/// <summary>Who may do what: every use case, by every role.</summary>
public class RoleTests
{
    private static readonly StudyInstanceUid Study = StudyInstanceUid.Parse("1.2.3");
    private static readonly SopInstanceUid Instance = SopInstanceUid.Parse("1.2.3.4");
    private static readonly ModelsInForce Models = new(new ModelSet([]), "1");
    private static readonly ImageBox Box = new(1, 1, 2, 2);
    private static readonly HashSet<Role> Readers = [Role.Radiologist];
    private static readonly HashSet<ServiceScope> Inference = [ServiceScope.Inference];

    private static readonly Role[] Radiologist = [Role.Radiologist];
    private static readonly Role[] QA = [Role.QA];
    private static readonly Role[] Administrator = [Role.Administrator];
    private static readonly Role[] Viewers = [Role.Radiologist, Role.QA];
    private static readonly Role[] Uploaders = [Role.Radiologist, Role.Administrator];

    private static readonly Dictionary<Type, (Role[] Allowed, Func<TestPortal, Actor, CancellationToken, Task> Run)> UseCases = new()
    {
        [typeof(TakeInUpload)] = (Uploaders, (p, a, c) => p.Get<TakeInUpload>().RunAsync(a, "x", new MemoryStream(), c)),
        [typeof(ListWorklist)] = (Radiologist, (p, a, c) => p.Get<ListWorklist>().RunAsync(a, new WorklistFilter(), c)),
        [typeof(OpenStudy)] = (Viewers, (p, a, c) => p.Get<OpenStudy>().RunAsync(a, Study, c)),
        [typeof(OpenInstance)] = (Viewers, (p, a, c) => p.Get<OpenInstance>().RunAsync(a, Study, Instance, c)),
        [typeof(GiveVerdict)] = (Radiologist, (p, a, c) => p.Get<GiveVerdict>().RunAsync(
            a, new VerdictRequest(Study, new AnalysisId(Guid.Empty), 1, VerdictKind.Accepted, null, null, null, null, "{}", 0), c)),
        [typeof(AddFinding)] = (Radiologist, (p, a, c) => p.Get<AddFinding>().RunAsync(
            a, new FindingRequest(Study, Instance, 1, Box, FindingLabels.Nodule, null, null, "{}", 0), c)),
        [typeof(WithdrawVerdict)] = (Radiologist, (p, a, c) => p.Get<WithdrawVerdict>().RunAsync(a, Study, "1.2", 0, c)),
        [typeof(SubmitRead)] = (Radiologist, (p, a, c) => p.Get<SubmitRead>().RunAsync(a, Study, true, 0, c)),
        [typeof(ListReviews)] = (QA, (p, a, c) => p.Get<ListReviews>().RunAsync(a, c)),
        [typeof(ReviewVerdict)] = (QA, (p, a, c) => p.Get<ReviewVerdict>().RunAsync(a, new VerdictId(Guid.Empty), ReviewDecision.Confirmed, null, c)),
        [typeof(ExportDataset)] = (Administrator, (p, a, c) => p.Get<ExportDataset>().RunAsync(a, true, new MemoryStream(), c)),
        [typeof(ListReleases)] = (Administrator, (p, a, c) => p.Get<ListReleases>().RunAsync(a, c)),
        [typeof(ListConflicts)] = (Administrator, (p, a, c) => p.Get<ListConflicts>().RunAsync(a, c)),
        [typeof(ListFailedAnalyses)] = (Administrator, (p, a, c) => p.Get<ListFailedAnalyses>().RunAsync(a, c)),
        [typeof(RetryAnalysis)] = (Uploaders, (p, a, c) => p.Get<RetryAnalysis>().RunAsync(a, Study, Instance, c)),
        [typeof(ListQueue)] = (Administrator, (p, a, c) => p.Get<ListQueue>().RunAsync(a, c)),
        [typeof(PrioritiseStudy)] = (Uploaders, (p, a, c) => p.Get<PrioritiseStudy>().RunAsync(a, Study, AnalysisPriority.Stat, c)),
        [typeof(CancelAnalysis)] = (Administrator, (p, a, c) => p.Get<CancelAnalysis>().RunAsync(a, new AnalysisId(Guid.Empty), c)),
        [typeof(CountOutdated)] = (Administrator, (p, a, c) => p.Get<CountOutdated>().RunAsync(a, Models, c)),
        [typeof(AnalyseOutdated)] = (Administrator, (p, a, c) => p.Get<AnalyseOutdated>().RunAsync(a, Models, c)),
        [typeof(ListUsers)] = (Administrator, (p, a, c) => p.Get<ListUsers>().RunAsync(a, c)),
        [typeof(CreateUser)] = (Administrator, (p, a, c) => p.Get<CreateUser>().RunAsync(a, "x", "x", "x", Readers, c)),
        [typeof(ChangeUser)] = (Administrator, (p, a, c) => p.Get<ChangeUser>().RunAsync(a, Guid.Empty, Readers, false, c)),
        [typeof(IssueServiceToken)] = (Administrator, (p, a, c) => p.Get<IssueServiceToken>().RunAsync(a, "x", Inference, 1, c)),
        [typeof(RevokeServiceToken)] = (Administrator, (p, a, c) => p.Get<RevokeServiceToken>().RunAsync(a, Guid.Empty, c)),
        [typeof(ListServiceTokens)] = (Administrator, (p, a, c) => p.Get<ListServiceTokens>().RunAsync(a, c)),
    };

    public static TheoryData<string> Names => [.. UseCases.Keys.Select(t => t.Name)];

    public static TheoryData<string> Queries => [.. UseCases.Keys.Except([typeof(TakeInUpload), typeof(CreateUser), typeof(ExportDataset)]).Select(t => t.Name)];

    [Theory, MemberData(nameof(Names))]
    public async Task EveryRoleCanDoItsOwnAndNothingElse(string useCase)
    {
        await using var portal = await TestPortal.StartAsync(Databases.Chosen);
        var (allowed, run) = UseCases.Single(u => u.Key.Name == useCase).Value;
        foreach (var actor in Enum.GetValues<Role>().Select(r => Actors.With(r)).Append(Actors.Nobody))
        {
            var denied = await Record.ExceptionAsync(() => run(portal, actor, TestContext.Current.CancellationToken)) is AccessDeniedException;

            Assert.True(denied != actor.Roles.Overlaps(allowed), $"{useCase} by {string.Join(", ", actor.Roles)}: denied is {denied}");
        }
    }

    [Theory, MemberData(nameof(Queries))]
    public async Task EveryFirstQueryIsTranslatedForSqlServer(string useCase)
    {
        await using var portal = TestPortal.OverDeadServer();
        var (allowed, run) = UseCases.Single(u => u.Key.Name == useCase).Value;

        // A query that cannot be translated fails before the connection does.
        await Assert.ThrowsAsync<SqlException>(() => run(portal, Actors.With(allowed), TestContext.Current.CancellationToken));
    }

    [Fact]
    public void NoUseCaseIsMissingFromTheTable()
    {
        var all = typeof(TakeInUpload).Assembly.GetExportedTypes().Where(type => type
            .GetMethod("RunAsync", BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)?.GetParameters() is [{ } first, ..]
            && first.ParameterType == typeof(Actor));

        Assert.Equal(all.Select(t => t.Name).Order(), UseCases.Keys.Select(t => t.Name).Order());
    }
}
