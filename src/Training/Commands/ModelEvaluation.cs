using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using OxiPortal.Dicom.Imaging;
using OxiPortal.Dicom.Isolation;
using OxiPortal.Inference.Models;
using OxiPortal.Inference.Pipeline;
using OxiPortal.Training.Data;
using OxiPortal.Training.Evaluation;
using OxiPortal.Training.Evaluation.Report;

namespace OxiPortal.Training.Commands;

/// <summary>
/// Cross-validated figures: each film goes through the product's own pipeline with the models of the fold that never saw its patient. What a
/// fold came to is kept beside its models, so that an evaluation can stop and go on.
/// </summary>
internal sealed class ModelEvaluation(EvaluateOptions options, TextWriter output, TimeProvider time)
{
    // Where a reader gets about one needless mark a film.
    private const double AllowedFalsePositives = 1;

    private static readonly string[] RegionFigures = ["Dice", "Jaccard", "Boundary", "CTR"];

    public async Task<int> Run(CancellationToken stop)
    {
        var films = options.Data is { } data ? FilmSets.Read([data], options.Models) : null;
        var results = films is null ? Stored() : AreFoldModels ? await Measure(films, stop) : await MeasureUnseen(films, stop);
        if (results is null)
            return 0;
        var report = new EvaluationReport(results.Films, AreFoldModels || films is null ? null : CardRule());
        var file = results with { Metrics = report.Values };
        await Print(report.Values);
        foreach (var point in report.OperatingPoints(AllowedFalsePositives))
        {
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                $"operating point {point.Class}: {point.Threshold:F2}, sensitivity {point.Sensitivity:F2}, {point.FalsePositivesPerFilm:F2} false positives a film"));
        }
        if (films is not null && AreFoldModels)
            file.Save(Path.Combine(options.Models, EvaluationFile.Name));
        if (options.Out is { } folder)
            WriteReport(folder, file, report, films);
        if (options.Cards is { } cards)
            WriteCards(cards, file, report);
        if (options.Plots is { } plots)
            Plot(plots, report);
        return 0;
    }

    private bool AreFoldModels => Directory.Exists(Path.Combine(options.Models, TrainOptions.FoldName(1))) || !File.Exists(Path.Combine(options.Models, LoadedModels.RegionsCard));

    private AbnormalityRule? CardRule() =>
        Path.Combine(options.Models, LoadedModels.IrregularitiesCard) is var path && File.Exists(path) ? ModelCard.Load(path).Abnormality : null;

    private EvaluationFile Stored()
    {
        var path = Path.Combine(options.Models, EvaluationFile.Name);
        if (!File.Exists(path))
            throw new InvalidDataException($"{path} is missing: there are no results to print. "
                + $"Cross-validate with oxi train ... --folds {options.Folds} --out {options.Models}, then evaluate with --data.");
        return EvaluationFile.Load(path);
    }

    // Null: one fold was asked for, and is done.
    private async Task<EvaluationFile?> Measure(IReadOnlyList<TrainingFilm> films, CancellationToken stop)
    {
        var folds = Folds.Assign(films, options.Folds);
        var (all, training) = (new List<FilmResult>(), new SortedSet<string>(StringComparer.Ordinal));
        foreach (var fold in options.Fold is { } one ? [one] : Enumerable.Range(1, options.Folds))
        {
            var folder = Path.Combine(options.Models, TrainOptions.FoldName(fold));
            if (!File.Exists(Path.Combine(folder, LoadedModels.RegionsCard)))
                throw new InvalidDataException($"{folder} holds no region model: "
                    + $"cross-validate first with oxi train regions --folds {options.Folds} --out {options.Models}.");
            var mine = films.Where(f => folds[f] == fold - 1 && CanBeMeasured(f)).ToList();
            if (Seen(folder, mine) is { Count: > 0 } seen)
                throw new InvalidDataException($"{folder} was trained on {seen.Count} of the films that it should be measured on ({seen[0].Source}/{seen[0].Name}, ...): its folds are others. Train with --folds {options.Folds} on this data.");
            var file = await MeasureFold(folder, fold, mine, keep: true, stop);
            all.AddRange(file.Films);
            training.UnionWith(file.Training);
        }
        return options.Fold is null ? new(options.Folds, [.. training], [], all) : null;
    }

    /// <summary>One set of models, measured on those films that it was not trained on.</summary>
    private async Task<EvaluationFile> MeasureUnseen(IReadOnlyList<TrainingFilm> films, CancellationToken stop)
    {
        if (options.Fold is not null)
            throw new WrongArgumentsException("--fold needs --models to hold fold-1, fold-2, ...");
        var able = films.Where(CanBeMeasured).ToList();
        var seen = Seen(options.Models, able).ToHashSet();
        var unseen = able.Where(f => !seen.Contains(f)).ToList();
        if (seen.Count > 0)
            await output.WriteLineAsync($"{seen.Count} of {able.Count} films are left out: the models were trained on them. To measure on those, give the models of a cross-validation.");
        return unseen.Count > 0
            ? await MeasureFold(options.Models, 1, unseen, keep: false, stop)
            : throw new InvalidDataException($"{options.Models}: its models were trained on every film of --data, so there is nothing to measure them on. Give the models of a cross-validation (oxi train ... --folds {options.Folds}).");
    }

    private static bool CanBeMeasured(TrainingFilm film) => film.MaskPath is not null || EvaluationReport.Labelled.Contains(film.Source);

    private static List<TrainingFilm> Seen(string folder, IReadOnlyList<TrainingFilm> films)
    {
        var trained = Cards(folder).SelectMany(c => c.TrainedOn).ToHashSet(StringComparer.Ordinal);
        return trained.Count == 0 ? [] : [.. films.AsParallel().AsOrdered().Where(f => trained.Contains(DataSources.HashOf(f.ImagePath)))];
    }

    private static ModelCard[] Cards(string folder) =>
        [.. new[] { LoadedModels.RegionsCard, LoadedModels.IrregularitiesCard }.Select(c => Path.Combine(folder, c)).Where(File.Exists).Select(ModelCard.Load)];

    private async Task<EvaluationFile> MeasureFold(string folder, int fold, List<TrainingFilm> films, bool keep, CancellationToken stop)
    {
        // Regions can be measured before there is a model of irregularities.
        var whole = File.Exists(Path.Combine(folder, LoadedModels.IrregularitiesCard));
        using var regions = RegionModels.Open(folder, options.Folds);
        using var pipeline = whole ? AnalysisPipeline.Open(folder, Device.Cpu, options.Threads ?? 0, NullLogger.Instance) : null;
        var cards = Cards(folder);
        // Which models, and what was done with them: other ones are measured anew.
        var key = cards.Select(c => $"{c.Training?.Command} sha256 {c.Sha256}").Append(pipeline?.Version ?? "regions only").ToList();
        var kept = Path.Combine(folder, EvaluationFile.Name);
        if (keep && File.Exists(kept) && EvaluationFile.Load(kept) is var before && before.Training.SequenceEqual(key) && before.Films.Count == films.Count)
            return before with { Training = [.. cards.Select(c => c.Training?.Command ?? "")] };
        using var codecs = new NativeCodecPool(new CodecOptions { Processes = 1 });
        var decoder = new PixelDecoder(codecs);
        var evaluator = pipeline is null ? new FilmEvaluator(regions, decoder) : new FilmEvaluator(regions, decoder, pipeline, cards[1].Input);
        var (results, told) = (new List<FilmResult>(), time.GetTimestamp());
        foreach (var film in films)
        {
            results.Add(await evaluator.Evaluate(film, fold, stop));
            if (time.GetElapsedTime(told).TotalSeconds < 30 && results.Count < films.Count)
                continue;
            told = time.GetTimestamp();
            await output.WriteLineAsync((keep ? $"fold {fold} of {options.Folds}: " : "") + $"{results.Count} of {films.Count} films");
        }
        if (keep)
            new EvaluationFile(options.Folds, key, [], results).Save(kept);
        return new(keep ? options.Folds : 1, [.. cards.Select(c => c.Training?.Command ?? "")], [], results);
    }

    private void WriteReport(string folder, EvaluationFile file, EvaluationReport report, IReadOnlyList<TrainingFilm>? films)
    {
        Directory.CreateDirectory(folder);
        file.Save(Path.Combine(folder, "report.json"));
        var gallery = films is null ? [] : Gallery.Draw(report, films, fold =>
            RegionModels.Open(AreFoldModels ? Path.Combine(options.Models, TrainOptions.FoldName(fold)) : options.Models, options.Folds));
        File.WriteAllText(Path.Combine(folder, "report.html"), HtmlReport.Write(file, report, gallery));
        output.WriteLine($"Written to {folder}: report.html ({gallery.Count} pictures), report.json.");
    }

    private async Task Print(IReadOnlyList<MetricValue> values)
    {
        foreach (var value in values)
        {
            var interval = value.Low is { } low && value.High is { } high ? string.Create(CultureInfo.InvariantCulture, $"[{low:F3}, {high:F3}]") : "";
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{value.Name,-48} {value.Value,7:F3} {interval,-16} {value.Cases,4} cases"));
        }
    }

    private void WriteCards(string folder, EvaluationFile file, EvaluationReport report)
    {
        var path = Path.Combine(folder, EvaluationFile.Name);
        if (report.Rule is null && File.Exists(path) && EvaluationFile.Load(path) is var whole && whole.Films.Any(f => f.Heat.Count > 0))
        {
            whole = whole.WithRegionsOf(file);
            file = whole with { Metrics = new EvaluationReport(whole.Films).Values };
        }
        file.Save(path);
        var method = $"{options.Folds}-fold cross-validation split by patient, through the product's own pipeline, with models of this recipe that never "
            + "saw the film's patient; the model itself was then trained on all films. 95 % bootstrap intervals by patient. Which figures the abnormality "
            + "rule weighs, and how strongly it is held back, was chosen on these same films; the intervals do not hold that choice.";
        string[] measured = report.Rule is null ? [LoadedModels.RegionsCard] : [LoadedModels.RegionsCard, LoadedModels.IrregularitiesCard];
        foreach (var name in measured)
        {
            var card = ModelCard.Load(Path.Combine(folder, name));
            var regions = card.Task == ModelCard.RegionsTask;
            var values = report.Values.Where(v => regions == RegionFigures.Any(p => v.Name.StartsWith(p, StringComparison.Ordinal))).ToList();
            card = card with { Metrics = new MetricSet(method, options.Folds, "oxi evaluate", values) };
            (regions ? card : card with { OperatingPoints = report.OperatingPoints(AllowedFalsePositives), Abnormality = report.Rule }).Save(Path.Combine(folder, name));
        }
    }

    private static void Plot(string folder, EvaluationReport report)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "roc.svg"), HtmlReport.RocPlots(report).First());
        File.WriteAllText(Path.Combine(folder, "froc.svg"), HtmlReport.NodulePlots(report).First());
    }
}
