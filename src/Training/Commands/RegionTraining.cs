using System.Globalization;
using OxiPortal.Domain.Anatomy;
using OxiPortal.Inference.Models;
using OxiPortal.Training.Data;
using OxiPortal.Training.Nets;
using OxiPortal.Training.Optimisation;
using OxiPortal.Training.Recipes;

namespace OxiPortal.Training.Commands;

/// <summary>Trains the region model: on all films, or on all but each fold's.</summary>
internal sealed class RegionTraining(TrainOptions options, TextWriter output, TimeProvider time)
{
    private const string Task = ModelCard.RegionsTask;

    public async Task<int> Run(CancellationToken stop)
    {
        var recipe = (RegionRecipe)Recipe.Load<RegionRecipe>(options.Recipe ?? RegionRecipe.Shipped).With(options.Seed, options.Images, options.Minutes);
        recipe.Check();
        var films = FilmSets.Read(options.Data, Path.Combine(options.Out, "cache"));
        var masked = films.Where(f => f.MaskPath is not null && recipe.Sources.GetValueOrDefault(f.Source) > 0 && !options.Without.Contains(f.Source)).ToList();
        if (masked.Count == 0)
            throw new InvalidDataException("None of these films has region masks: a portal's exports hold findings, not regions. Give --data the folder of the public sets.");
        var examples = Load(masked);
        var folds = options.Folds is { } count ? Folds.Assign(films, count) : null;
        // Folds are measured on real films: they go without.
        List<RegionExample> synthetic = options.Folds is null ? [.. SyntheticFilms.Regions()] : [];
        foreach (var fold in options.Runs)
        {
            List<RegionExample> taught = [.. fold is { } held ? examples.Where(e => folds![e.Film] != held - 1) : examples, .. synthetic];
            if (!await Train(recipe, taught, fold, stop))
            {
                await output.WriteLineAsync("Stopped. The checkpoint is kept: the same command with --resume goes on.");
                return 1;
            }
        }
        return 0;
    }

    private async Task<bool> Train(RegionRecipe recipe, List<RegionExample> examples, int? fold, CancellationToken stop)
    {
        var run = RunFolder.Open(options, Task, fold, recipe, examples.Select(e => e.Film));
        var what = fold is null ? Task : $"{Task}, fold {fold} of {options.Folds}";
        if (options.Resume && run.IsComplete)
        {
            await output.WriteLineAsync($"{what}: is done already");
            return true;
        }
        using var net = new RegionNet(recipe.Seed, recipe.Size, recipe.Width);
        var calmFrom = recipe is { Images: { } all, SecondRound: > 0 } ? (long)Math.Round(all * (1 - recipe.SecondRound)) : long.MaxValue;
        var line = new ProgressLine(output, what, time, !Console.IsOutputRedirected);
        var trainer = new Trainer<RegionBatch>(net, new RegionLesson(examples, recipe.Sources, recipe.Size, recipe.Seed, calmFrom), recipe.Schedule, time)
        {
            CheckpointPath = run.Checkpoint,
            Recipe = run.Key,
            Decay = recipe.Decay,
            Mode = NetMode.Training with { Half = recipe.Half },
            Report = progress =>
            {
                run.Log(progress);
                line.Tell(progress);
            },
        };
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{what}: {examples.Count} films, {net.Weights.TrainedCount} weights"));
        var (images, complete) = await trainer.Run(stop);
        run.Finish();
        if (!complete)
            return false;
        var model = net.Export().ToBytes();
        ModelFiles.Write(run.Folder, model, new ModelCard
        {
            Name = "oxi-regions",
            Version = recipe.Version,
            File = "regions.onnx",
            Sha256 = ModelCard.HashOf(model),
            Task = Task,
            Input = new ModelInput(Size: recipe.Size),
            Classes = [nameof(BodyRegion.RightLung), nameof(BodyRegion.LeftLung), nameof(BodyRegion.Heart)],
            Data = DataSources.Of(examples.Select(e => e.Film), Task),
            TrainedOn = DataSources.Hashes(examples.Select(e => e.Film)),
            Training = new TrainingRun(run.Command, recipe.Seed, images, recipe.About),
        });
        run.Complete();
        return true;
    }

    private List<RegionExample> Load(List<TrainingFilm> films)
    {
        var loaded = new RegionExample?[films.Count];
        var skipped = 0;
        Parallel.For(0, films.Count, new ParallelOptions { MaxDegreeOfParallelism = options.Threads ?? 2 }, i =>
        {
            try
            {
                loaded[i] = RegionExample.Load(films[i]);
            }
            catch (InvalidDataException)
            {
                Interlocked.Increment(ref skipped);
            }
        });
        if (skipped > 0)
            output.WriteLine($"{skipped} of {films.Count} films left out: no usable mask.");
        return [.. loaded.OfType<RegionExample>()];
    }
}
