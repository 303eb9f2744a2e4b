namespace OxiPortal.Training.Data;

/// <summary>One film of a training set, by reference.</summary>
/// <param name="Source">The set: its films share a scanner, a format and a way of labelling.</param>
/// <param name="Name">Unique within the source.</param>
/// <param name="Patient">Unique within the source; films of one patient never part.</param>
/// <param name="Abnormal">Null where the set does not say.</param>
/// <param name="SpacingMm">Square pixels; null where unknown.</param>
public sealed record TrainingFilm(string Source, string Name, string Patient, string ImagePath, string? MaskPath, bool? Abnormal, double? SpacingMm)
{
    public IReadOnlyList<TruthBox> Boxes { get; init; } = [];
}

/// <summary>A marked irregularity, in pixels of the film.</summary>
/// <param name="Class">Index into <see cref="IrregularityClasses.Names"/>.</param>
/// <param name="Round">A disc that fills the box, not the whole box.</param>
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
    public static IReadOnlyList<string> Names { get; } = ["nodule", "opacity"];
}
