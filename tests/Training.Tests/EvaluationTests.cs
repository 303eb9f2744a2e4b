using OxiPortal.Domain.Anatomy;
using OxiPortal.Inference.Models;
using OxiPortal.Training.Commands;
using OxiPortal.Training.Data;
using OxiPortal.Training.Evaluation;
using OxiPortal.Training.Evaluation.Report;

namespace OxiPortal.Training.Tests;

public class EvaluationTests
{
    [Fact]
    public void TwoOutlinesApart_AreAsFarApartAsTheyAre()
    {
        // A square of 20 in a grid of 100 x 50, and the same moved by 4 to the right.
        bool[] Square(int left) => [.. Enumerable.Range(0, 5000).Select(i => i % 100 >= left && i % 100 < left + 20 && i / 100 is >= 10 and < 30)];

        Assert.Equal(0, BoundaryDistance.Mean(Square(30), Square(30), 50, 100));
        // Each upright side lies 4 off; of the lying ones all but 4 points lie on the other.
        Assert.InRange(BoundaryDistance.Mean(Square(30), Square(34), 50, 100), 15, 40);
        Assert.True(double.IsNaN(BoundaryDistance.Mean(Square(30), new bool[5000], 50, 100)));
        Assert.Throws<ArgumentException>(() => BoundaryDistance.Mean(Square(30), new bool[4999], 50, 100));
    }

    [Theory]
    [InlineData(0.20, 0.15, Zones.Apex)]
    [InlineData(0.36, 0.50, Zones.Hilum)]
    [InlineData(0.64, 0.50, Zones.Hilum)]
    [InlineData(0.12, 0.50, Zones.Periphery)]
    [InlineData(0.88, 0.50, Zones.Periphery)]
    [InlineData(0.25, 0.70, Zones.Middle)]
    [InlineData(0.55, 0.80, Zones.BehindTheHeart)]
    [InlineData(0.25, 0.95, Zones.BelowTheDiaphragm)]
    public void APlaceOnAFilmHasItsZone(double x, double y, string expected)
    {
        RegionMask Box(double left, double right, double top, double bottom) => new(100, 100,
            [.. Enumerable.Range(0, 10_000).Select(i => i % 100 >= left && i % 100 < right && i / 100 >= top && i / 100 < bottom)]);

        Assert.Equal(expected, Zones.Of(new RegionMasks(Box(10, 40, 10, 90), Box(60, 90, 10, 90), Box(42, 60, 60, 90)), x, y));
    }

    [Fact]
    public void GivenALaterRunOfTheRegionsAlone_ThenItsFiguresStandBesideTheEarlierHeat()
    {
        static FilmResult Film(int fold, double dice, double? heat) => new()
        {
            Source = "jsrt",
            Name = "a",
            Patient = "a",
            Fold = fold,
            Dice = new() { ["Lungs"] = dice },
            Heat = heat is { } h ? new() { ["nodule@60"] = h } : [],
        };
        var earlier = new EvaluationFile(5, ["oxi train irregularities", "oxi train regions --images 1"], [], [Film(2, 0.5, 0.7)]);

        var both = earlier.WithRegionsOf(new(5, ["oxi train regions"], [], [Film(2, 0.9, null)]));

        Assert.Equal((0.9, 0.7), (both.Films[0].Dice["Lungs"], both.Films[0].Heat["nodule@60"]));
        Assert.Equal(["oxi train irregularities", "oxi train regions"], both.Training);
        Assert.Throws<InvalidDataException>(() => earlier.WithRegionsOf(new(5, [], [], [Film(3, 0.9, null)])));
    }

    [Fact]
    public void AReportHoldsEveryFigureAndPlot_AndIsWhole()
    {
        var file = EvaluationFile.Load(Path.Combine(ModelsFolder.Default(), EvaluationFile.Name));
        var report = new EvaluationReport(file.Films);

        var page = HtmlReport.Write(file, report, [new("a <film>", "data:image/png;base64,AA==")]);

        Assert.All(report.Values, v => Assert.Contains(v.Name, page, StringComparison.Ordinal));
        Assert.Contains("a &lt;film&gt;", page, StringComparison.Ordinal);
        Assert.Contains("Research use only", page, StringComparison.Ordinal);
        Assert.True(page.Split("<svg").Length > 6);
        // Self-contained: nothing is fetched.
        Assert.DoesNotContain("src=\"http", page, StringComparison.Ordinal);
        foreach (var svg in page.Split("<svg").Skip(1).Select(s => "<svg" + s[..(s.IndexOf("</svg>", StringComparison.Ordinal) + 6)]))
            System.Xml.Linq.XDocument.Parse(svg);
    }

    [Fact]
    public async Task GivenFilmsThatTheModelsWereTrainedOn_WhenMeasured_ThenTheyAreLeftOut_AndNothingLeftIsAnError()
    {
        var data = Shared.Films();
        Assert.SkipUnless(data is not null, "../shared is not here.");
        using var folder = new TemporaryFolder();
        // Six films of one set stand for the data; the models know all of them, then all but two.
        foreach (var kind in new[] { "images", "masks" })
            Directory.CreateDirectory(folder.File($"data/wingspan/{kind}"));
        var films = PublicFilms.In(data!).Where(f => f.Source == PublicFilms.Wingspan).Take(6).ToList();
        foreach (var film in films)
        {
            File.Copy(film.ImagePath, folder.File($"data/wingspan/images/{Path.GetFileName(film.ImagePath)}"));
            File.Copy(film.MaskPath!, folder.File($"data/wingspan/masks/{Path.GetFileName(film.MaskPath)}"));
        }
        var shipped = ModelsFolder.Default();
        Directory.CreateDirectory(folder.File("models"));
        File.Copy(Path.Combine(shipped, "regions.onnx"), folder.File("models/regions.onnx"));
        var card = ModelCard.Load(Path.Combine(shipped, LoadedModels.RegionsCard));
        string[] command = ["evaluate", "--data", folder.File("data"), "--models", folder.File("models"), "--out", folder.File("out")];
        using var errors = new StringWriter();
        using var output = new StringWriter();

        (card with { TrainedOn = DataSources.Hashes(films) }).Save(folder.File("models/regions.json"));
        Assert.Equal(1, await TrainingCommands.Run(command, output, errors, TimeProvider.System));
        Assert.Contains("trained on every film", errors.ToString(), StringComparison.Ordinal);

        (card with { TrainedOn = DataSources.Hashes(films.Take(4)) }).Save(folder.File("models/regions.json"));
        Assert.Equal(0, await TrainingCommands.Run(command, output, errors, TimeProvider.System));
        Assert.Contains("4 of 6 films are left out", output.ToString(), StringComparison.Ordinal);
        Assert.Equal(films.Skip(4).Select(f => f.Name), EvaluationFile.Load(folder.File("out/report.json")).Films.Select(f => f.Name));
        Assert.Contains("<img", await File.ReadAllTextAsync(folder.File("out/report.html")), StringComparison.Ordinal);
    }
}
