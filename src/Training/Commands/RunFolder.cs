using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.Json;
using OxiPortal.Training.Data;
using OxiPortal.Training.Evaluation.Report;
using OxiPortal.Training.Optimisation;
using OxiPortal.Training.Recipes;

namespace OxiPortal.Training.Commands;

/// <summary>
/// What a training run leaves behind beside its model: <c>TASK.run.json</c> (command, recipe, films, environment), <c>TASK.log.csv</c> (images,
/// seconds, rate of images, loss), <c>TASK.curve.svg</c>, and the checkpoint.
/// </summary>
internal sealed class RunFolder
{
    private const int LogEvery = 20;
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    private readonly string _task;
    private long _told;

    private RunFolder(string folder, string task, string command, string key) => (Folder, _task, Command, Key) = (folder, task, command, key);

    public string Folder { get; }

    /// <summary>That was given, without folders.</summary>
    public string Command { get; }

    /// <summary>Tells one run from another: a checkpoint of another key is refused.</summary>
    public string Key { get; }

    public string Checkpoint => Path.Combine(Folder, _task + ".checkpoint");

    /// <summary>A model of this very run lies there.</summary>
    public bool IsComplete { get; private init; }

    private string LogPath => Path.Combine(Folder, _task + ".log.csv");

    /// <summary>Prepares the folder: anew, or, with <c>--resume</c>, to go on.</summary>
    public static RunFolder Open(TrainOptions options, string task, int? fold, Recipe recipe, IEnumerable<TrainingFilm> films)
    {
        var folder = options.FolderOf(fold);
        Directory.CreateDirectory(folder);
        var command = options.Describe(task, fold);
        var key = command + "\n" + recipe.ToJson();
        var keyPath = Path.Combine(folder, task + ".done");
        var run = new RunFolder(folder, task, command, key)
        {
            IsComplete = options.Resume && File.Exists(keyPath) && File.ReadAllText(keyPath) == key && File.Exists(Path.Combine(folder, task + ".json")),
        };
        if (run.IsComplete)
            return run;
        File.Delete(keyPath);
        if (!options.Resume)
        {
            File.Delete(run.Checkpoint);
            File.Delete(run.LogPath);
        }
        if (!File.Exists(run.LogPath))
            File.WriteAllText(run.LogPath, "images,seconds,images_a_second,loss\n");
        var counts = films.GroupBy(f => f.Source).ToDictionary(g => g.Key, g => g.Count());
        File.WriteAllText(Path.Combine(folder, task + ".run.json"), JsonSerializer.Serialize(new
        {
            command,
            recipe = JsonSerializer.Deserialize<JsonElement>(recipe.ToJson()),
            films = counts,
            environment = new
            {
                program = typeof(RunFolder).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion,
                runtime = RuntimeInformation.FrameworkDescription,
                system = RuntimeInformation.OSDescription,
                torch = typeof(TorchSharp.torch).Assembly.GetName().Version?.ToString(),
                cores = Environment.ProcessorCount,
                threads = TorchSharp.torch.get_num_threads(),
            },
        }, Json) + "\n");
        return run;
    }

    /// <summary>A line of the log now and then.</summary>
    public void Log(TrainingProgress progress)
    {
        if (++_told % LogEvery != 0 && progress.Done < 1)
            return;
        File.AppendAllText(LogPath, string.Create(CultureInfo.InvariantCulture,
            $"{progress.Images},{progress.Seconds:F1},{progress.Images / Math.Max(0.001, progress.Seconds):F1},{progress.Loss:F5}\n"));
    }

    /// <summary>Draws the curve of what was logged over all sittings.</summary>
    public void Finish()
    {
        var points = File.ReadLines(LogPath).Skip(1).Select(l => l.Split(',')).Where(f => f.Length == 4)
            .Select(f => (X: double.Parse(f[0], CultureInfo.InvariantCulture), Y: double.Parse(f[3], CultureInfo.InvariantCulture)))
            .Where(p => double.IsFinite(p.Y)).ToList();
        if (points.Count < 2)
            return;
        var chart = new SvgChart($"{_task}: running loss", "images", "loss") { X = (0, points.Max(p => p.X)), Y = (0, points.Max(p => p.Y)) };
        File.WriteAllText(Path.Combine(Folder, _task + ".curve.svg"), chart.Curve("loss", points).ToSvg());
    }

    /// <summary>The model is written: <c>--resume</c> has nothing more to do here.</summary>
    public void Complete() => File.WriteAllText(Path.Combine(Folder, _task + ".done"), Key);
}
