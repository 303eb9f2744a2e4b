using System.CommandLine;

namespace OxiPortal.Training.Commands;

/// <summary><c>oxi evaluate</c>.</summary>
internal static class EvaluateCommand
{
    public static Command Create(TextWriter output, TimeProvider time)
    {
        var data = new Option<string?>("--data") { Description = "Folder of the public sets: measure the models of --models anew" };
        var models = new Option<string>("--models") { Description = "Folder of fold-1, fold-2, ..., of one set of models, or of the results of an evaluation", DefaultValueFactory = _ => ModelsFolder.Default() };
        var folds = new Option<int>("--folds") { Description = "Into how many the films were split", DefaultValueFactory = _ => IrregularityTraining.DefaultFolds };
        var fold = new Option<int?>("--fold") { Description = "Measure only this fold, from 1; a run without it gathers all" };
        var target = new Option<string?>("--out") { Description = "Folder for report.html and report.json" };
        var cards = new Option<string?>("--cards") { Description = "Write figures, operating points and the abnormality rule into this folder's model cards, and the results beside them" };
        var plots = new Option<string?>("--plots") { Description = "Folder for the ROC and FROC curves (SVG)" };
        var threads = new Option<int?>("--threads") { Description = "CPU threads (default: all cores)" };
        var command = new Command("evaluate", "Measure models on films that they never saw: figures with 95 % bootstrap intervals by patient, plots, worst cases")
        {
            data, models, target, folds, fold, cards, plots, threads,
        };
        command.SetAction((parsed, stop) =>
        {
            var options = new EvaluateOptions(
                parsed.GetValue(data), parsed.GetValue(models)!, parsed.GetValue(folds), parsed.GetValue(fold), parsed.GetValue(target), parsed.GetValue(cards), parsed.GetValue(plots), parsed.GetValue(threads));
            options.Check();
            return new ModelEvaluation(options, output, time).Run(stop);
        });
        return command;
    }
}

/// <summary>What <c>oxi evaluate</c> was asked to do.</summary>
public sealed record EvaluateOptions(string? Data, string Models, int Folds, int? Fold, string? Out, string? Cards, string? Plots, int? Threads)
{
    /// <exception cref="WrongArgumentsException">A value out of range, or two that contradict each other.</exception>
    public void Check()
    {
        if (Folds is < 2 or > 20)
            throw new WrongArgumentsException("--folds must lie between 2 and 20.");
        if (Fold is < 1 || Fold > Folds)
            throw new WrongArgumentsException($"--fold must lie between 1 and {Folds}.");
        if (Fold is not null && Data is null)
            throw new WrongArgumentsException("--fold measures anew: it needs --data.");
        if (Threads is <= 0)
            throw new WrongArgumentsException("--threads must be positive.");
    }
}
