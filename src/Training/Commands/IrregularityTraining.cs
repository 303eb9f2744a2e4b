using System.Globalization;
using OxiPortal.Domain.Segments;
using OxiPortal.Inference.Models;
using OxiPortal.Training.Data;
using OxiPortal.Training.Nets;
using OxiPortal.Training.OnnxExport;
using OxiPortal.Training.Optimisation;
using OxiPortal.Training.Recipes;

namespace OxiPortal.Training.Commands;

/// <summary>Trains the irregularity model: on all films, or on all but each fold's.</summary>
internal sealed class IrregularityTraining(TrainOptions options, TextWriter output, TimeProvider time)
{
    public const int DefaultFolds = 5;
    private const string Kind = ModelCard.IrregularitiesTask;

    public async Task<int> Run(CancellationToken stop)
    {
        var start = Start();
        var recipe = (IrregularityRecipe)Recipe.Load<IrregularityRecipe>(options.Recipe ?? (OnlyExports && start is not null ? IrregularityRecipe.ForExports : IrregularityRecipe.Shipped))
            .With(options.Seed, options.Images, options.Minutes);
        recipe.Check();
        var films = FilmSets.Read(options.Data, Path.Combine(options.Out, "cache"));
        var folds = Folds.Assign(films, options.Folds ?? DefaultFolds);
        var examples = await Load(recipe, films, folds);
        foreach (var fold in options.Runs)
        {
            var taught = fold is { } held ? examples.Where(e => folds.First(p => (p.Key.Source, p.Key.Name) == (e.Film.Source, e.Film.Name)).Value != held - 1).ToList() : examples;
            if (!await Train(recipe, start, taught, fold, stop))
            {
                await output.WriteLineAsync("Stopped. The checkpoint is kept: the same command with --resume goes on.");
                return 1;
            }
        }
        return 0;
    }

    private async Task<bool> Train(IrregularityRecipe recipe, string? start, List<IrregularityExample> examples, int? fold, CancellationToken stop)
    {
        var run = RunFolder.Open(options, Kind, fold, recipe, examples.Select(e => e.Film));
        var what = fold is null ? Kind : $"{Kind}, fold {fold} of {options.Folds}";
        if (run.IsComplete)
        {
            await output.WriteLineAsync($"{what}: is done already");
            return true;
        }
        var shape = start is null ? recipe.Shape : OnnxWeights.ShapeOf(start);
        if (shape.Average != recipe.Average)
            throw new InvalidDataException($"{start} averages {shape.Average} pixels, the recipe {recipe.Average}: choose a recipe with \"average\": {shape.Average}.");
        using var net = new CellNet(recipe.Seed, IrregularityClasses.Names.Count, shape);
        if (start is not null)
        {
            OnnxWeights.Load(net.Weights, start);
            await output.WriteLineAsync($"Starting from {Path.GetFileName(start)}.");
        }
        var line = new ProgressLine(output, what, time, !Console.IsOutputRedirected);
        var plan = new BatchPlan(examples, recipe.Sources, recipe.Simulated);
        var trainer = new Trainer<IrregularityBatch>(net, new IrregularityLesson(plan, recipe.CropSize, SegmentPlanSettings.Default.WorkingSpacingMm, recipe.Average, recipe.Seed), recipe.Schedule, time)
        {
            CheckpointPath = run.Checkpoint,
            Recipe = run.Key,
            Decay = recipe.Decay,
            // An exported start has its normalisation folded away: counting anew would tear it apart.
            Mode = (start is not null || recipe.KeepStatistics ? NetMode.FineTuning : NetMode.Training) with { Half = recipe.Half },
            Report = progress =>
            {
                run.Log(progress);
                line.Tell(progress);
            },
        };
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{what}: {examples.Count} films, {net.Weights.TrainedCount} weights"));
        var (seen, complete) = await trainer.Run(stop);
        run.Finish();
        if (!complete)
            return false;
        await output.WriteLineAsync($"{what}: done, written to {run.Folder}");
        var model = net.Export().ToBytes();
        // A model tuned by an export keeps its start's thresholds until it is measured itself.
        var before = start is not null && File.Exists(Path.ChangeExtension(start, ".json")) ? ModelCard.Load(Path.ChangeExtension(start, ".json")) : null;
        ModelFiles.Write(run.Folder, model, new ModelCard
        {
            Name = "oxi-irregularities",
            Version = recipe.Version,
            File = "irregularities.onnx",
            Sha256 = ModelCard.HashOf(model),
            Task = Kind,
            Input = new ModelInput(Stride: CellNet.Stride, WorkingSpacingMm: SegmentPlanSettings.Default.WorkingSpacingMm, Mirrored: recipe.Mirrored),
            Classes = IrregularityClasses.Names,
            OperatingPoints = before?.OperatingPoints ?? [],
            Abnormality = before?.Abnormality,
            Data = [.. before?.Data ?? [], .. DataSources.Of(examples.Select(e => e.Film), Kind)],
            TrainedOn = [.. (before?.TrainedOn ?? []).Concat(DataSources.Hashes(examples.Select(e => e.Film))).Distinct().Order(StringComparer.Ordinal)],
            Training = new TrainingRun(run.Command, recipe.Seed, seen,
                before is null ? recipe.About : $"Started from the model {before.Sha256} ({before.Training?.Command}). " + recipe.About),
        });
        run.Complete();
        return true;
    }

    private bool OnlyExports => options.Data.All(File.Exists);

    // Exports are small: they tune the shipped model. The public sets train anew unless a model is named.
    private string? Start()
    {
        if (options.Start is not null)
            return options.Start;
        var shipped = Path.Combine(ModelsFolder.Default(), "irregularities.onnx");
        return OnlyExports && File.Exists(shipped) ? shipped : null;
    }

    private async Task<List<IrregularityExample>> Load(IrregularityRecipe recipe, IReadOnlyList<TrainingFilm> films, IReadOnlyDictionary<TrainingFilm, int> folds)
    {
        using var regions = RegionModels.Open(options.Regions ?? ModelsFolder.Default(), options.Folds ?? DefaultFolds);
        if (options.Folds is not null && !regions.OutOfFold)
            await output.WriteLineAsync("Note: films are cut with one region model, which may have been trained on them. --regions with fold models avoids that.");
        var loader = new ExampleLoader(regions, SegmentPlanSettings.Default, recipe.Average, Path.Combine(options.Out, "cache"));
        // wingspan says nothing of findings: where a recipe names it, it stands for films without.
        var labelled = films.Where(f => recipe.Sources.GetValueOrDefault(f.Source) > 0 && !options.Without.Contains(f.Source))
            .Select(f => f.Source == PublicFilms.Wingspan ? f with { FullyRead = true } : f).ToList();
        var foldOf = folds.ToDictionary(p => (p.Key.Source, p.Key.Name), p => p.Value);
        var loaded = new IrregularityExample?[labelled.Count];
        Parallel.For(0, labelled.Count, new ParallelOptions { MaxDegreeOfParallelism = options.Threads ?? 2 },
            i => loaded[i] = loader.Load(labelled[i], foldOf[(labelled[i].Source, labelled[i].Name)]));
        List<IrregularityExample> examples = [.. loaded.OfType<IrregularityExample>()];
        if (examples.Count == 0)
            throw new InvalidDataException("No film can be trained on: in none were lungs found.");
        if (examples.Count < labelled.Count)
            await output.WriteLineAsync($"{labelled.Count - examples.Count} of {labelled.Count} films left out: no lungs found, or too small.");
        return examples;
    }
}
