using System.Globalization;
using OxiPortal.Training.Commands;
using OxiPortal.Training.Nets;
using OxiPortal.Training.OnnxExport;
using OxiPortal.Training.Recipes;

namespace OxiPortal.Training.Tests;

public class RecipeTests
{
    private const string Small = """
        { "about": "small", "version": "1.0", "images": 16, "batch": 4, "peakRate": 1e-3, "size": 64, "width": 2, "sources": { "jsrt": 1 } }
        """;

    [Fact]
    public void TheShippedRecipesCanBeUsed()
    {
        foreach (var path in Directory.GetFiles(Path.Combine(ModelsFolder.Default(), "recipes")))
        {
            var name = Path.GetFileNameWithoutExtension(path);
            Recipe recipe = name.StartsWith("regions", StringComparison.Ordinal) ? Recipe.Load<RegionRecipe>(name) : Recipe.Load<IrregularityRecipe>(name);
            recipe.Check();
        }
    }

    [Theory]
    [InlineData("\"size\": 64", "\"size\": 63", "size")]
    [InlineData("\"width\": 2", "\"width\": 0", "width")]
    [InlineData("\"batch\": 4", "\"batch\": 0", "batch")]
    [InlineData("\"peakRate\": 1e-3", "\"peakRate\": -1", "peakRate")]
    [InlineData("\"jsrt\": 1", "\"jsrt\": 0", "sources")]
    [InlineData("\"images\": 16", "\"images\": 16, \"minutes\": 2", "images or minutes")]
    [InlineData("\"images\": 16, ", "", "images or minutes")]
    [InlineData("\"images\": 16", "\"images\": 16, \"epochs\": 3", "epochs")]
    [InlineData("\"version\": \"1.0\"", "\"version\": \"new\"", "version")]
    [InlineData("\"width\": 2, ", "", "width")]
    [InlineData("\"width\": 2", "\"width\": \"two\"", "width")]
    [InlineData("\"sources\": { \"jsrt\": 1 }", "\"sources\": null", "sources")]
    public void GivenARecipeWithAFault_WhenLoadedAndChecked_ThenTheMessageNamesIt(string right, string wrong, string named)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("r.json"), Small.Replace(right, wrong, StringComparison.Ordinal));

        var refused = Assert.Throws<InvalidDataException>(() => Recipe.Load<RegionRecipe>(folder.File("r.json")).Check());

        Assert.Contains(named, refused.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void GivenNoSuchRecipe_WhenLoaded_ThenTheMessageSaysWhereItWasLookedFor() =>
        Assert.Contains("recipes", Assert.Throws<InvalidDataException>(() => Recipe.Load<RegionRecipe>("nonsense")).Message, StringComparison.Ordinal);

    [Fact]
    public void WhatTheCommandLineAsksForWins()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("r.json"), Small);
        var recipe = Recipe.Load<RegionRecipe>(folder.File("r.json"));

        Assert.Equal((7, 32L, null), Figures(recipe.With(7, 32, null)));
        Assert.Equal((1, null, 2.0), Figures(recipe.With(null, null, 2)));
        Assert.Equal(recipe.ToJson(), recipe.With(null, null, null).ToJson());

        static (int, long?, double?) Figures(Recipe r) => (r.Seed, r.Images, r.Minutes);
    }

    [Fact]
    public async Task GivenARun_WhenDone_ThenItsFolderTellsHowItWas_AndResumingItDoesNothing()
    {
        var films = Shared.Films();
        Assert.SkipUnless(films is not null, "../shared is not here.");
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("r.json"), Small);
        string[] command = ["train", "regions", "--recipe", folder.File("r.json"), "--data", films!, "--out", folder.File("out"), "--threads", "1"];
        using var errors = new StringWriter();
        using var output = new StringWriter();

        Assert.Equal(0, await TrainingCommands.Run(command, output, errors, TimeProvider.System));
        var model = await File.ReadAllBytesAsync(folder.File("out/regions.onnx"));
        Assert.Equal(0, await TrainingCommands.Run([.. command, "--resume"], output, errors, TimeProvider.System));

        Assert.Empty(errors.ToString());
        Assert.Contains("is done already", output.ToString(), StringComparison.Ordinal);
        Assert.Equal(model, await File.ReadAllBytesAsync(folder.File("out/regions.onnx")));
        Assert.Contains("\"about\": \"small\"", await File.ReadAllTextAsync(folder.File("out/regions.run.json")), StringComparison.Ordinal);
        var log = await File.ReadAllLinesAsync(folder.File("out/regions.log.csv"));
        Assert.Equal("images,seconds,images_a_second,loss", log[0]);
        Assert.Equal(16, int.Parse(log[^1].Split(',')[0], CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("1 2 3", 2, 1)]
    [InlineData("0 3", 1, 2)]
    public void TheShapeOfAnExportedNetIsReadBack(string blocks, int dilation, int average)
    {
        using var folder = new TemporaryFolder();
        var shape = new CellNetShape(4, [.. blocks.Split(' ').Select(int.Parse)], dilation, average);
        using var net = new CellNet(seed: 1, classes: 2, shape);
        File.WriteAllBytes(folder.File("net.onnx"), net.Export().ToBytes());

        var read = OnnxWeights.ShapeOf(folder.File("net.onnx"));

        Assert.Equal((shape.Width, blocks, dilation, average), (read.Width, string.Join(' ', read.Blocks), read.Dilation, read.Average));
    }
}
