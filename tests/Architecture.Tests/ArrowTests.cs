namespace OxiPortal.Architecture.Tests;

/// <summary>docs/architecture.md, "Rooms": arrows point down only, and each heavy library lives in one room.</summary>
public class ArrowTests
{
    private static readonly Dictionary<string, string[]> MayKnow = new()
    {
        ["Domain"] = [],
        ["Codecs"] = [],
        ["Dicom"] = ["Domain", "Codecs"],
        ["Inference"] = ["Domain", "Dicom"],
        ["Training"] = ["Domain", "Dicom", "Inference"],
        ["Infrastructure"] = ["Domain", "Dicom"],
        ["Migrations.Sqlite"] = ["Infrastructure"],
        ["Migrations.SqlServer"] = ["Infrastructure"],
        ["Portal"] = ["Domain", "Dicom", "Inference", "Infrastructure", "Migrations.Sqlite", "Migrations.SqlServer"],
        ["Cli"] = ["Domain", "Dicom", "Inference", "Infrastructure", "Portal", "Migrations.Sqlite", "Migrations.SqlServer"],
    };

    private static readonly Dictionary<string, string[]> LivesOnlyIn = new()
    {
        ["Microsoft.ML.OnnxRuntime"] = ["Inference"],
        ["TorchSharp"] = ["Training"],
        ["libtorch"] = ["Training"],
        ["Microsoft.EntityFrameworkCore"] = ["Infrastructure", "Migrations.Sqlite", "Migrations.SqlServer"],
        ["MudBlazor"] = ["Portal"],
        ["OpenTelemetry"] = ["Portal"],
        ["System.CommandLine"] = ["Cli", "Training"],
        ["AWSSDK"] = ["Infrastructure"],
    };

    public static TheoryData<string> Projects => [.. SourceTree.Projects.Keys];

    [Theory]
    [MemberData(nameof(Projects))]
    public void EveryRoomKnowsOnlyTheRoomsBelowIt(string project)
    {
        Assert.True(MayKnow.TryGetValue(project, out var allowed), $"{project} is a new room: say here whom it may know.");
        Assert.Empty(SourceTree.ProjectReferences(project).Except(allowed));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void EveryHeavyLibraryStaysInItsRoom(string project)
    {
        var strays = SourceTree.PackageReferences(project)
            .Where(package => LivesOnlyIn.Any(rule => package.StartsWith(rule.Key, StringComparison.Ordinal) && !rule.Value.Contains(project)));

        Assert.Empty(strays);
    }

    [Fact]
    public void TheDomainUsesNoPackage() => Assert.Empty(SourceTree.PackageReferences("Domain"));

    [Fact]
    public void NoRoomIsMissingFromTheTable() => Assert.Equal(MayKnow.Keys.Order(), SourceTree.Projects.Keys.Order());
}
