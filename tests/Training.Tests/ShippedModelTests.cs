using Microsoft.Extensions.Logging.Abstractions;
using OxiPortal.Dicom.Synthetic;
using OxiPortal.Domain.Anatomy;
using OxiPortal.Domain.Imaging;
using OxiPortal.Inference.Models;
using OxiPortal.Inference.Pipeline;
using OxiPortal.Training.Data;
using OxiPortal.Training.Evaluation;

namespace OxiPortal.Training.Tests;

/// <summary>A smoke test: these films were trained on, so the figures here measure nothing. The measured ones are in the cards.</summary>
public class ShippedModelTests
{
    [Fact]
    public void TheShippedModelsFindTheLungsOfSyntheticFilms()
    {
        using var pipeline = Open();
        foreach (var seed in new[] { 1, 2 })
        {
            var drawn = SyntheticRadiograph.Draw(SyntheticFilmOptions.Varied(seed) with { Rows = 1024, Columns = 1024, PixelSpacingMm = 0.35, Monochrome1 = false });
            var image = new GreyImage(1024, 1024, Array.ConvertAll(drawn.Pixels, v => (float)v));

            var found = Assert.IsType<AnalysisOutcome.Analysed>(pipeline.Analyse(new Film(image, null, null), TimeSpan.Zero, null, TestContext.Current.CancellationToken));

            foreach (var lung in new[] { BodyRegion.RightLung, BodyRegion.LeftLung })
                Assert.True(Dice(found.Masks[lung], drawn.Masks[lung]) > 0.8, $"seed {seed}, {lung}");
        }
    }

    [Fact]
    public void TheShippedModelsFindLungsAndHeartOfRealFilms()
    {
        var folder = Shared.Films();
        Assert.SkipUnless(folder is not null, "../shared is not here.");
        using var pipeline = Open();
        foreach (var film in PublicFilms.In(folder!).Where(f => f.Source == PublicFilms.Jsrt).Take(2))
        {
            var found = Assert.IsType<AnalysisOutcome.Analysed>(
                pipeline.Analyse(new Film(FilmFile.Read(film.ImagePath), null, null), TimeSpan.Zero, null, TestContext.Current.CancellationToken));
            var (rows, columns, bits) = FilmFile.ReadMask(film.MaskPath!);
            foreach (var region in new[] { BodyRegion.RightLung, BodyRegion.LeftLung, BodyRegion.Heart })
                Assert.True(Dice(found.Masks[region], new RegionMask(rows, columns, Array.ConvertAll(bits, b => (b & (int)region) != 0))) > 0.8, $"{film.Name}, {region}");
        }
    }

    [Fact]
    public void TheCardsOfTheShippedModelsAreWhole()
    {
        foreach (var name in new[] { LoadedModels.RegionsCard, LoadedModels.IrregularitiesCard })
        {
            var card = ModelCard.Load(Path.Combine(Folder(), name));

            Assert.Equal(ModelCard.HashOf(card.ReadModel(Folder())), card.Sha256);
            Assert.Equal(ModelCard.IntendedUse, card.Use);
            Assert.NotEmpty(card.Data);
            Assert.NotNull(card.Training);
            Assert.NotNull(card.Metrics);
            Assert.NotEmpty(card.Metrics.Values);
        }
        var irregularities = ModelCard.Load(Path.Combine(Folder(), LoadedModels.IrregularitiesCard));
        Assert.Equal(irregularities.Classes, irregularities.OperatingPoints.Select(p => p.Class));
        Assert.NotNull(irregularities.Abnormality);
    }

    private static AnalysisPipeline Open() => AnalysisPipeline.Open(Folder(), Device.Cpu, 1, NullLogger.Instance);

    private static string Folder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "OxiPortal.sln")))
                return Path.Combine(folder.FullName, "models");
        }
        throw new InvalidOperationException("The tests do not run inside the checkout.");
    }

    private static double Dice(RegionMask found, RegionMask truth)
    {
        var there = new bool[truth.Rows * truth.Columns];
        for (var i = 0; i < there.Length; i++)
            there[i] = found[i % truth.Columns * found.Columns / truth.Columns, i / truth.Columns * found.Rows / truth.Rows];
        return Metrics.Dice(there, truth.Pixels);
    }
}
