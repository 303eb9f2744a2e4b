using System.Globalization;
using OxiPortal.Domain.Anatomy;
using OxiPortal.Inference.Models;
using OxiPortal.Training.Data;
using OxiPortal.Training.Nets;
using OxiPortal.Training.Optimisation;

namespace OxiPortal.Training.Commands;

/// <summary>Trains the region model: on all films, or on all but each fold's.</summary>
internal sealed class RegionTraining(TrainOptions options, TextWriter output, TimeProvider time)
{
    private const int Size = 256;
    private const int Batch = 8;
    private const double PeakRate = 2e-3;
    private const double SecondRound = 1.0 / 3;
    private const long DefaultImages = 13_000;

    public async Task<int> Run(CancellationToken stop)
    {
        var films = FilmSets.Read(options.Data, Path.Combine(options.Out, "cache"));
        var masked = films.Where(f => f.MaskPath is not null).ToList();
        if (masked.Count == 0)
            throw new InvalidDataException("None of these films has region masks: a portal's exports hold findings, not regions. Give --data the folder of the public sets.");
        var examples = Load(masked);
        var folds = options.Folds is { } count ? Folds.Assign(films, count) : null;
        // Folds are measured on real films: they go without.
        List<RegionExample> synthetic = options.Folds is null ? [.. SyntheticFilms.Regions()] : [];
        foreach (var fold in options.Runs)
        {
            List<RegionExample> taught = [.. fold is { } held ? examples.Where(e => folds![e.Film] != held - 1) : examples, .. synthetic];
            if (!await Train(taught, fold, stop))
            {
                await output.WriteLineAsync("Stopped. The checkpoint is kept: the same command with --resume goes on.");
                return 1;
            }
        }
        return 0;
    }

    private async Task<bool> Train(List<RegionExample> examples, int? fold, CancellationToken stop)
    {
        var folder = options.FolderOf(fold);
        Directory.CreateDirectory(folder);
        var checkpoint = Path.Combine(folder, "regions.checkpoint");
        if (!options.Resume)
            File.Delete(checkpoint);
        var what = fold is null ? "regions" : $"regions, fold {fold} of {options.Folds}";
        using var net = new RegionNet(options.Seed, Size);
        var schedule = new TrainingSchedule(options.Images ?? (options.Minutes is null ? DefaultImages : null), options.Minutes, Batch, PeakRate, SecondRound);
        var line = new ProgressLine(output, what, time, !Console.IsOutputRedirected);
        var recipe = options.Describe("regions") + (fold is null ? "" : $" --folds {options.Folds} --fold {fold}");
        var trainer = new Trainer<RegionBatch>(net, new RegionLesson(examples, Size, options.Seed, schedule.Images is { } all ? (long)Math.Round(all * (1 - SecondRound)) : long.MaxValue), schedule, time)
        {
            CheckpointPath = checkpoint,
            Recipe = recipe,
            Report = line.Tell,
        };
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{what}: {examples.Count} films, {net.Weights.TrainedCount} weights"));
        var (images, complete) = await trainer.Run(stop);
        if (!complete)
            return false;
        Export(net, folder, recipe, images, examples);
        return true;
    }

    private void Export(RegionNet net, string folder, string recipe, long images, List<RegionExample> examples)
    {
        var model = net.Export().ToBytes();
        ModelFiles.Write(folder, model, new ModelCard
        {
            Name = "oxi-regions",
            Version = ModelFiles.Version,
            File = "regions.onnx",
            Sha256 = ModelCard.HashOf(model),
            Task = ModelCard.RegionsTask,
            Input = new ModelInput(Size: Size),
            Classes = [nameof(BodyRegion.RightLung), nameof(BodyRegion.LeftLung), nameof(BodyRegion.Heart)],
            Data = DataSources.Of(examples.Select(e => e.Film), ModelCard.RegionsTask),
            Training = new TrainingRun(recipe, options.Seed, images,
                "U-Net with a stem of stride 4; Dice and cross-entropy; AdamW, cosine in two rounds; heavy augmentation, halved in the second round; no mirroring."),
        });
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
