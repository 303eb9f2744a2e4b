using System.CommandLine;
using OxiPortal.Training.Runtime;

namespace OxiPortal.Training.Commands;

/// <summary><c>oxi train regions|irregularities</c>.</summary>
internal static class TrainCommand
{
    public static Command Create(TextWriter output, TimeProvider time)
    {
        var task = new Argument<string>("task") { Description = "regions or irregularities" };
        task.AcceptOnlyFromAmong("regions", "irregularities");
        var data = new Option<string[]>("--data")
        {
            Description = "Folder of the public sets (see docs/training.md), or zip files exported by the portal",
            Required = true,
            AllowMultipleArgumentsPerToken = true,
        };
        var target = new Option<string>("--out") { Description = "Folder for the model, its card and the checkpoint", Required = true };
        var recipe = new Option<string?>("--recipe") { Description = "JSON file that says how, or the name of one in models/recipes (default: the task's own)" };
        var seed = new Option<int?>("--seed") { Description = "Of every random choice (default: the recipe's)" };
        var images = new Option<long?>("--images") { Description = "Training examples to see (default: the recipe's)" };
        var minutes = new Option<double?>("--minutes") { Description = "Time to spend on each model, in place of --images" };
        var folds = new Option<int?>("--folds") { Description = "Cross-validate: train one model a fold, each without the films it is measured on" };
        var fold = new Option<int?>("--fold") { Description = "Only this fold, from 1" };
        var resume = new Option<bool>("--resume") { Description = "Go on from the checkpoints in --out" };
        var threads = new Option<int?>("--threads") { Description = "CPU threads (default: all cores)" };
        var regions = new Option<string?>("--regions") { Description = "irregularities: folder of the region models to cut with (default: models)" };
        var start = new Option<string?>("--start") { Description = "irregularities: ONNX model to start from (default with zip files: the shipped one)" };
        var without = new Option<string[]>("--without") { Description = "Sets to leave out wholly, so that the model can be measured on them", AllowMultipleArgumentsPerToken = true };
        var command = new Command("train", "Train a model and export it to ONNX with its card")
        {
            task, data, target, recipe, seed, images, minutes, folds, fold, resume, threads, regions, start, without,
        };
        command.SetAction((parsed, stop) =>
        {
            var options = new TrainOptions
            {
                Data = parsed.GetValue(data) ?? [],
                Out = parsed.GetValue(target)!,
                Recipe = parsed.GetValue(recipe),
                Seed = parsed.GetValue(seed),
                Images = parsed.GetValue(images),
                Minutes = parsed.GetValue(minutes),
                Folds = parsed.GetValue(folds),
                Fold = parsed.GetValue(fold),
                Resume = parsed.GetValue(resume),
                Threads = parsed.GetValue(threads),
                Regions = parsed.GetValue(regions),
                Start = parsed.GetValue(start),
                Without = parsed.GetValue(without) ?? [],
            };
            options.Check();
            TorchRuntime.Prepare(options.Threads);
            return parsed.GetValue(task) == "regions"
                ? new RegionTraining(options, output, time).Run(stop)
                : new IrregularityTraining(options, output, time).Run(stop);
        });
        return command;
    }
}
