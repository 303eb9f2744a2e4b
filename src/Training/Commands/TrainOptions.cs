using System.Globalization;

namespace OxiPortal.Training.Commands;

/// <summary>What <c>oxi train</c> was asked to do.</summary>
public sealed record TrainOptions
{
    public required IReadOnlyList<string> Data { get; init; }
    public required string Out { get; init; }

    /// <summary>A file, or the name of one of the shipped recipes; null: the task's shipped one.</summary>
    public string? Recipe { get; init; }

    /// <summary>Null: the recipe's.</summary>
    public int? Seed { get; init; }
    public long? Images { get; init; }
    public double? Minutes { get; init; }
    public int? Folds { get; init; }
    public int? Fold { get; init; }
    public bool Resume { get; init; }
    public int? Threads { get; init; }
    public string? Regions { get; init; }
    public string? Start { get; init; }

    /// <summary>Sets to leave out wholly: what is trained without a hospital can be measured on it.</summary>
    public IReadOnlyList<string> Without { get; init; } = [];

    /// <exception cref="WrongArgumentsException">A value out of range, or two that contradict each other.</exception>
    public void Check()
    {
        Require(Data.Count > 0, "--data needs at least one folder or zip file.");
        Require(Images is null or > 0, "--images must be positive.");
        Require(Minutes is null or > 0, "--minutes must be positive.");
        Require(Images is null || Minutes is null, "Give --images or --minutes, not both.");
        Require(Folds is null or (>= 2 and <= 20), "--folds must lie between 2 and 20.");
        Require(Fold is null || Folds is not null, "--fold needs --folds.");
        Require(Fold is null || (Fold >= 1 && Fold <= Folds), $"--fold must lie between 1 and {Folds}.");
        Require(Threads is null or > 0, "--threads must be positive.");
    }

    /// <summary>The folds to train: null is a model of all films.</summary>
    public IEnumerable<int?> Runs => (Folds, Fold) switch
    {
        (null, _) => [null],
        (_, { } one) => [one],
        ({ } all, _) => Enumerable.Range(1, all).Select(i => (int?)i),
    };

    /// <summary>Where a run's files go.</summary>
    public string FolderOf(int? fold) => fold is { } i ? Path.Combine(Out, FoldName(i)) : Out;

    public static string FoldName(int fold) => string.Create(CultureInfo.InvariantCulture, $"fold-{fold}");

    /// <summary>The options that decide what is learnt, for the card. Without folders: they differ from machine to machine.</summary>
    public string Describe(string task, int? fold)
    {
        var said = $"oxi train {task}" + (Recipe is { } recipe ? $" --recipe {Path.GetFileNameWithoutExtension(recipe)}" : "");
        if (Seed is { } seed)
            said += string.Create(CultureInfo.InvariantCulture, $" --seed {seed}");
        if (Images is { } images)
            said += string.Create(CultureInfo.InvariantCulture, $" --images {images}");
        if (Minutes is { } minutes)
            said += string.Create(CultureInfo.InvariantCulture, $" --minutes {minutes}");
        if (Without.Count > 0)
            said += " --without " + string.Join(" ", Without);
        return fold is null ? said : said + string.Create(CultureInfo.InvariantCulture, $" --folds {Folds} --fold {fold}");
    }

    private static void Require(bool holds, string message)
    {
        if (!holds)
            throw new WrongArgumentsException(message);
    }
}
