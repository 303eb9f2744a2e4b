namespace OxiPortal.Domain.Labels;

/// <summary>A coded triple, PS3.3 Table 8.8-1: Code Value, Coding Scheme Designator, Code Meaning.</summary>
public sealed record CodedConcept(string Code, string Scheme, string Meaning);

/// <summary>The labels a reader may give. Codes are SNOMED CT's (SCT) where one is certain, else the product's own scheme 99OXI.</summary>
public static class FindingLabels
{
    public static CodedConcept Nodule { get; } = new("27925004", "SCT", "Nodule");
    public static CodedConcept Mass { get; } = new("4147007", "SCT", "Mass");
    public static CodedConcept Opacity { get; } = new("opacity", "99OXI", "Opacity");
    public static CodedConcept Consolidation { get; } = new("95436008", "SCT", "Consolidation");
    public static CodedConcept PleuralEffusion { get; } = new("60046008", "SCT", "Pleural effusion");
    public static CodedConcept Pneumothorax { get; } = new("36118008", "SCT", "Pneumothorax");
    public static CodedConcept Cardiomegaly { get; } = new("8186001", "SCT", "Cardiomegaly");
    public static CodedConcept Other { get; } = new("other", "99OXI", "Other abnormality");

    /// <summary>The reader looked at the whole film and there is nothing (more) to find: a label of the film, without a place.</summary>
    public static CodedConcept FullyRead { get; } = new("fully-read", "99OXI", "Fully read, nothing more to find");

    /// <summary>What can be drawn, in the order of the menu.</summary>
    public static IReadOnlyList<CodedConcept> Drawable { get; } =
        [Nodule, Mass, Opacity, Consolidation, PleuralEffusion, Pneumothorax, Cardiomegaly, Other];

    public static CodedConcept? Find(string scheme, string code) =>
        Drawable.Append(FullyRead).FirstOrDefault(l => l.Scheme == scheme && l.Code == code);

    /// <summary>The label that a model's class stands for; <see cref="Other"/> for a class not known here.</summary>
    public static CodedConcept OfModelClass(string modelClass) => modelClass switch
    {
        "nodule" => Nodule,
        "opacity" => Opacity,
        _ => Other,
    };
}
