using OxiPortal.Inference.Output;

namespace OxiPortal.Inference.Tests.Output;

public sealed class AnalysisInputsTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("oxi-inputs-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void GivenAFolder_WhenLooked_ThenItsSubFoldersAreKeptAndHiddenFilesAndTheOutputAreLeftOut()
    {
        Touch("films/b.png", "films/a.dcm", "films/ward/c", "films/.hidden", "films/out/a.dcm.analysis.json");

        var inputs = AnalysisInputs.Find([At("films")], At("films/out"));

        Assert.Equal([At("films/a.dcm"), At("films/b.png"), At("films/ward/c")], inputs.Select(i => i.Path));
        Assert.Equal([At("films/out/a.dcm"), At("films/out/b.png"), At("films/out/ward/c")], inputs.Select(i => i.BasePath));
    }

    [Fact]
    public void GivenTwoInputsOfOneName_WhenLooked_ThenBothAreNamedAndNothingIsOverwritten()
    {
        Touch("one/film.png", "two/film.png");

        var refused = Assert.Throws<InputException>(() => AnalysisInputs.Find([At("one/film.png"), At("two/film.png")], At("out")));

        Assert.Contains(At("one/film.png"), refused.Message, StringComparison.Ordinal);
        Assert.Contains(At("two/film.png"), refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void GivenAnEmptyFolder_WhenLooked_ThenThatIsSaid()
    {
        Directory.CreateDirectory(At("empty"));

        Assert.Contains("no files", Assert.Throws<InputException>(() => AnalysisInputs.Find([At("empty")], At("out"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void GivenResultsBesideTheFilms_WhenLookedAgain_ThenTheyAreNotTakenForFilms()
    {
        Touch("films/a.png", "films/a.png.analysis.json", "films/a.png.regions.png", "films/a.png.heatmap.png");

        Assert.Equal([At("films/a.png")], AnalysisInputs.Find([At("films")], At("films/")).Select(i => i.Path));
        Assert.Equal(4, AnalysisInputs.Find([At("films")], At("out")).Count);
    }

    [Theory]
    [InlineData("", "out")]
    [InlineData("film.png", "")]
    [InlineData("film.png", " ")]
    public void GivenAnEmptyName_WhenLooked_ThenThatIsSaid(string input, string output) =>
        Assert.Contains("empty", Assert.Throws<InputException>(() => AnalysisInputs.Find([input], output)).Message, StringComparison.Ordinal);

    private string At(string path) => Path.Combine(_root, path.Replace('/', Path.DirectorySeparatorChar));

    private void Touch(params string[] files)
    {
        foreach (var file in files.Select(At))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllBytes(file, []);
        }
    }
}
