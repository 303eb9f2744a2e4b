using OxiPortal.Domain.Detection;
using OxiPortal.Infrastructure.Intake;
using OxiPortal.Infrastructure.Tests.Persistence;
using OxiPortal.Infrastructure.Tests.Support;

namespace OxiPortal.Infrastructure.Tests.Intake;

/// <summary>Files as they come from real devices and archives.</summary>
public class RealFileTests
{
    private static string[] Files(string folder)
    {
        var path = SourceTree.Path("..", "shared", "data", "cxr", folder);
        Assert.SkipUnless(Directory.Exists(path), "../shared is absent: this test needs its data");
        return [.. Directory.GetFiles(path, "*.dcm", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
    }

    [Fact]
    public async Task GivenRealChestRadiographs_SomeUnderOneUid_ThenTheFirstOfEachUidWaitsForItsAnalysisAndTheOthersAreSetAside()
    {
        var files = Files("dicom");
        await using var portal = await TestPortal.StartAsync(Databases.Chosen);
        foreach (var file in files)
        {
            var name = Path.GetFileName(file);
            var outcome = await portal.UploadAsync(await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken), name);
            TestContext.Current.TestOutputHelper?.WriteLine($"{name}: {outcome.Kind} {outcome.Queued} {outcome.Sentence}");

            Assert.True(outcome.Kind is IntakeKind.Stored or IntakeKind.Conflict, $"{name}: {outcome.Sentence}");
            Assert.Equal(outcome.Kind == IntakeKind.Stored && outcome.Refusal is null, outcome.Queued);
        }
        await using var db = portal.Db();
        Assert.Equal((4, 4), (db.AnalysisJobs.Count(), db.Conflicts.Count()));
    }

    [Fact]
    public async Task GivenOddFilesOfOtherKinds_ThenEachGetsAnOutcomeAndNoneWaitsThatIsNoRadiograph()
    {
        var files = Files("dicom_codecs");
        await using var portal = await TestPortal.StartAsync(Databases.Chosen);
        foreach (var file in files)
        {
            var outcome = await portal.UploadAsync(await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken), Path.GetFileName(file));
            TestContext.Current.TestOutputHelper?.WriteLine($"{Path.GetFileName(file)}: {outcome.Kind} {outcome.Queued} {outcome.Sentence}");

            Assert.NotEmpty(outcome.Sentence);
            Assert.NotEqual(RefusalCodes.Failed, outcome.Refusal?.Code);
        }
    }
}
