using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using OxiPortal.Dicom.Imaging;
using OxiPortal.Dicom.Isolation;
using OxiPortal.Inference.Models;
using OxiPortal.Inference.Pipeline;
using OxiPortal.Training.Data;
using OxiPortal.Training.Evaluation;

namespace OxiPortal.Training.Commands;

/// <summary>
/// Cross-validated figures: each film goes through the product's own pipeline with the models of the fold that never saw its patient. What a
/// fold came to is kept beside its models, so that an evaluation can stop and go on.
/// </summary>
internal sealed class ModelEvaluation(EvaluateOptions options, TextWriter output, TimeProvider time)
{
    // Where a reader gets about one needless mark a film.
    private const double AllowedFalsePositives = 1;

    public async Task<int> Run(CancellationToken stop)
    {
        var results = options.Data is { } data ? await Measure(data, stop) : Stored();
        if (results is null)
            return 0;
        var report = new EvaluationReport(results.Films);
        var file = results with { Metrics = report.Values };
        await Print(report.Values);
        foreach (var point in report.OperatingPoints(AllowedFalsePositives))
        {
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                $"operating point {point.Class}: {point.Threshold:F2}, sensitivity {point.Sensitivity:F2}, {point.FalsePositivesPerFilm:F2} false positives a film"));
        }
        if (options.Data is not null)
            file.Save(Path.Combine(options.Models, EvaluationFile.Name));
        if (options.Cards is { } cards)
            WriteCards(cards, file, report);
        if (options.Plots is { } plots)
            Plot(plots, report);
        return 0;
    }

    private EvaluationFile Stored()
    {
        var path = Path.Combine(options.Models, EvaluationFile.Name);
        if (!File.Exists(path))
            throw new InvalidDataException($"{path} is missing: there are no results to print. "
                + $"Cross-validate with oxi train ... --folds {options.Folds} --out {options.Models}, then evaluate with --data.");
        return EvaluationFile.Load(path);
    }

    // Null: one fold was asked for, and is done.
    private async Task<EvaluationFile?> Measure(string data, CancellationToken stop)
    {
        var films = FilmSets.Read([data], options.Models);
        var folds = Folds.Assign(films, options.Folds);
        var (all, training) = (new List<FilmResult>(), new SortedSet<string>(StringComparer.Ordinal));
        foreach (var fold in options.Fold is { } one ? [one] : Enumerable.Range(1, options.Folds))
        {
            var folder = Path.Combine(options.Models, TrainOptions.FoldName(fold));
            if (!File.Exists(Path.Combine(folder, LoadedModels.RegionsCard)))
                throw new InvalidDataException($"{folder} holds no region model: "
                    + $"cross-validate first with oxi train regions --folds {options.Folds} --out {options.Models}.");
            var mine = films.Where(f => folds[f] == fold - 1 && (f.MaskPath is not null || EvaluationReport.Labelled.Contains(f.Source))).ToList();
            var file = await MeasureFold(folder, fold, mine, stop);
            all.AddRange(file.Films);
            training.UnionWith(file.Training);
        }
        return options.Fold is null ? new(options.Folds, [.. training], [], all) : null;
    }

    private async Task<EvaluationFile> MeasureFold(string folder, int fold, List<TrainingFilm> films, CancellationToken stop)
    {
        // Regions can be measured before there is a model of irregularities.
        var whole = File.Exists(Path.Combine(folder, LoadedModels.IrregularitiesCard));
        using var regions = RegionModels.Open(folder, options.Folds);
        using var pipeline = whole ? AnalysisPipeline.Open(folder, Device.Cpu, options.Threads ?? 0, NullLogger.Instance) : null;
        string[] names = whole ? [LoadedModels.RegionsCard, LoadedModels.IrregularitiesCard] : [LoadedModels.RegionsCard];
        var cards = names.Select(c => ModelCard.Load(Path.Combine(folder, c))).ToArray();
        // Which models, and what was done with them: other ones are measured anew.
        var key = cards.Select(c => $"{c.Training?.Command} sha256 {c.Sha256}").Append(pipeline?.Version ?? "regions only").ToList();
        var kept = Path.Combine(folder, EvaluationFile.Name);
        if (File.Exists(kept) && EvaluationFile.Load(kept) is var before && before.Training.SequenceEqual(key) && before.Films.Count == films.Count)
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
            await output.WriteLineAsync($"fold {fold} of {options.Folds}: {results.Count} of {films.Count} films");
        }
        new EvaluationFile(options.Folds, key, [], results).Save(kept);
        return new(options.Folds, [.. cards.Select(c => c.Training?.Command ?? "")], [], results);
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
        file.Save(Path.Combine(folder, EvaluationFile.Name));
        var method = $"{options.Folds}-fold cross-validation split by patient, through the product's own pipeline, with models of this recipe that never "
            + "saw the film's patient; the model itself was then trained on all films. 95 % bootstrap intervals by patient. Which figures the abnormality "
            + "rule weighs, and how strongly it is held back, was chosen on these same films; the intervals do not hold that choice.";
        string[] measured = report.Rule is null ? [LoadedModels.RegionsCard] : [LoadedModels.RegionsCard, LoadedModels.IrregularitiesCard];
        foreach (var name in measured)
        {
            var path = Path.Combine(folder, name);
            var card = ModelCard.Load(path);
            var regions = card.Task == ModelCard.RegionsTask;
            var values = report.Values.Where(v => regions == (v.Name.StartsWith("Dice", StringComparison.Ordinal) || v.Name.StartsWith("CTR", StringComparison.Ordinal))).ToList();
            card = card with { Metrics = new MetricSet(method, options.Folds, "oxi evaluate", values) };
            (regions ? card : card with { OperatingPoints = report.OperatingPoints(AllowedFalsePositives), Abnormality = report.Rule }).Save(path);
        }
    }

    private static void Plot(string folder, EvaluationReport report)
    {
        Directory.CreateDirectory(folder);
        var roc = EvaluationReport.Labelled.Select(source =>
        {
            var films = report.Scored.Where(f => f.Film.Source == source).ToList();
            double[] Of(bool abnormal) => [.. films.Where(f => f.Film.Abnormal == abnormal).Select(f => f.LogOdds)];
            return (Name: $"{source} (AUC {Metrics.Auc(Of(true), Of(false)).ToString("F2", CultureInfo.InvariantCulture)})", Points: Metrics.Roc(Of(true), Of(false)));
        }).Where(c => c.Points.Count > 1).ToList();
        File.WriteAllText(Path.Combine(folder, "roc.svg"), SvgPlot.Draw("Abnormal versus normal films, by set", "False positive rate", "Sensitivity", 1,
            [.. roc.Select(c => (c.Name, (IReadOnlyList<(double, double)>)[.. c.Points]))]));
        IReadOnlyList<(double, double)> froc = [.. Froc.Curve([.. report.Marked]).Select(p => (p.FalsePositivesPerFilm, p.Sensitivity))];
        File.WriteAllText(Path.Combine(folder, "froc.svg"), SvgPlot.Draw("Nodules of jsrt", "False positives a film", "Sensitivity", 8, [("heat peaks", froc)]));
    }
}
