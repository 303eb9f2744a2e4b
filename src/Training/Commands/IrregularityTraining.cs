using System.Globalization;
using OxiPortal.Domain.Segments;
using OxiPortal.Inference.Models;
using OxiPortal.Training.Data;
using OxiPortal.Training.Nets;
using OxiPortal.Training.OnnxExport;
using OxiPortal.Training.Optimisation;

namespace OxiPortal.Training.Commands;

/// <summary>Trains the irregularity model: on all films, or on all but each fold's.</summary>
internal sealed class IrregularityTraining(TrainOptions options, TextWriter output, TimeProvider time)
{
    public const int DefaultFolds = 5;
    private const int CropSize = 256;
    // Small batches: a CPU is as fast with them, and more steps teach more than larger ones.
    private const int Batch = 6;
    private const double PeakRate = 1.5e-3;
    private const double StartedRate = 5e-4;
    private const double ExportRate = 1e-4;
    private const long DefaultImages = 18_000;
    private const long FineTuningImages = 480;
    private const string Recipe = "Residual net over blanked segments at working resolution; focal loss by cell, hottest cells where only the film's label is known; simulated nodules in films without finding; AdamW, cosine.";

    public async Task<int> Run(CancellationToken stop)
    {
        var films = FilmSets.Read(options.Data, Path.Combine(options.Out, "cache"));
        var folds = Folds.Assign(films, options.Folds ?? DefaultFolds);
        var examples = await Load(films, folds);
        foreach (var fold in options.Runs)
        {
            var taught = fold is { } held ? examples.Where(e => folds.First(p => (p.Key.Source, p.Key.Name) == (e.Film.Source, e.Film.Name)).Value != held - 1).ToList() : examples;
            if (!await Train(taught, fold, stop))
            {
                await output.WriteLineAsync("Stopped. The checkpoint is kept: the same command with --resume goes on.");
                return 1;
            }
        }
        return 0;
    }

    private async Task<bool> Train(List<IrregularityExample> examples, int? fold, CancellationToken stop)
    {
        var folder = options.FolderOf(fold);
        Directory.CreateDirectory(folder);
        var checkpoint = Path.Combine(folder, "irregularities.checkpoint");
        if (!options.Resume)
            File.Delete(checkpoint);
        var start = Start();
        var tuning = start is not null;
        using var net = new CellNet(options.Seed, IrregularityClasses.Names.Count);
        if (start is not null)
        {
            OnnxWeights.Load(net.Weights, start);
            await output.WriteLineAsync($"Starting from {Path.GetFileName(start)}: its counted statistics stay, its weights are trained on.");
        }
        var what = fold is null ? "irregularities" : $"irregularities, fold {fold} of {options.Folds}";
        var images = options.Images ?? (options.Minutes is null ? tuning && OnlyExports ? FineTuningImages : DefaultImages : null);
        var schedule = new TrainingSchedule(images, options.Minutes, Batch, !tuning ? PeakRate : OnlyExports ? ExportRate : StartedRate);
        var recipe = options.Describe("irregularities") + (tuning ? " --start" : "") + (fold is null ? "" : $" --folds {options.Folds} --fold {fold}");
        var lesson = new IrregularityLesson(new BatchPlan(examples), CropSize, SegmentPlanSettings.Default.WorkingSpacingMm, options.Seed);
        var trainer = new Trainer<IrregularityBatch>(net, lesson, schedule, time)
        {
            CheckpointPath = checkpoint,
            Recipe = recipe,
            Mode = tuning ? NetMode.FineTuning : NetMode.Training,
            Report = new ProgressLine(output, what, time, !Console.IsOutputRedirected).Tell,
        };
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{what}: {examples.Count} films, {net.Weights.TrainedCount} weights"));
        var (seen, complete) = await trainer.Run(stop);
        if (!complete)
            return false;
        await output.WriteLineAsync($"{what}: done, written to {folder}");
        var model = net.Export().ToBytes();
        // A model tuned by an export keeps its start's thresholds until it is measured itself.
        var before = start is not null && File.Exists(Path.ChangeExtension(start, ".json")) ? ModelCard.Load(Path.ChangeExtension(start, ".json")) : null;
        ModelFiles.Write(folder, model, new ModelCard
        {
            Name = "oxi-irregularities",
            Version = ModelFiles.Version,
            File = "irregularities.onnx",
            Sha256 = ModelCard.HashOf(model),
            Task = ModelCard.IrregularitiesTask,
            Input = new ModelInput(Stride: CellNet.Stride, WorkingSpacingMm: SegmentPlanSettings.Default.WorkingSpacingMm),
            Classes = IrregularityClasses.Names,
            OperatingPoints = before?.OperatingPoints ?? [],
            Abnormality = before?.Abnormality,
            Data = [.. before?.Data ?? [], .. DataSources.Of(examples.Select(e => e.Film), ModelCard.IrregularitiesTask)],
            Training = new TrainingRun(recipe, options.Seed, seen, before is null ? Recipe : $"Started from the model {before.Sha256} ({before.Training?.Command}). " + Recipe),
        });
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

    private async Task<List<IrregularityExample>> Load(IReadOnlyList<TrainingFilm> films, IReadOnlyDictionary<TrainingFilm, int> folds)
    {
        using var regions = RegionModels.Open(options.Regions ?? ModelsFolder.Default(), options.Folds ?? DefaultFolds);
        if (options.Folds is not null && !regions.OutOfFold)
            await output.WriteLineAsync("Note: films are cut with one region model, which may have been trained on them. --regions with fold models avoids that.");
        var loader = new ExampleLoader(regions, SegmentPlanSettings.Default, Path.Combine(options.Out, "cache"));
        // wingspan says nothing of findings: unless it is asked for by name it stays out, and then it stands for films without.
        var labelled = films.Where(f => options.Sources is { } asked ? asked.Contains(f.Source) : f.Source != PublicFilms.Wingspan)
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
