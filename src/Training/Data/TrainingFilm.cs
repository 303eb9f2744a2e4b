namespace OxiPortal.Training.Data;

/// <summary>One film of a training set, by reference.</summary>
/// <param name="Source">The set: its films share a scanner, a format and a way of labelling.</param>
/// <param name="Name">Unique within the source.</param>
/// <param name="Patient">Unique within the source; films of one patient never part.</param>
/// <param name="Abnormal">Null where the set does not say.</param>
public sealed record TrainingFilm(string Source, string Name, string Patient, string ImagePath, string? MaskPath, bool? Abnormal)
{
    /// <summary>What is there.</summary>
    public IReadOnlyList<TruthBox> Boxes { get; init; } = [];

    /// <summary>What is not there although something said so: places that must stay cold.</summary>
    public IReadOnlyList<TruthBox> Rejected { get; init; } = [];

    /// <summary>Nothing is there but what is marked. False: what is not marked is unknown.</summary>
    public bool FullyRead { get; init; }
}

/// <summary>A marked place, in pixels of the film.</summary>
/// <param name="Class">Index into <see cref="IrregularityClasses.Names"/>, or <see cref="IrregularityClasses.Other"/>.</param>
/// <param name="Round">Fills its box as a disc does; else the box is drawn loosely around it.</param>
/// <param name="Subtlety">1 hardest .. 5 obvious; null where the set does not say.</param>
public sealed record TruthBox(int Class, double X, double Y, double Width, double Height, bool Round, int? Subtlety = null)
{
    public double CentreX => X + Width / 2;
    public double CentreY => Y + Height / 2;
}

/// <summary>What the irregularity model tells apart.</summary>
public static class IrregularityClasses
{
    public const int Nodule = 0;
    public const int Opacity = 1;

    /// <summary>Something is there that is neither: nothing is taught of the place.</summary>
    public const int Other = -1;
    public static IReadOnlyList<string> Names { get; } = ["nodule", "opacity"];
}
