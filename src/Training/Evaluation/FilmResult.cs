namespace OxiPortal.Training.Evaluation;

/// <summary>
/// What models that never saw the film's patient made of one film, against the truth. Kept as JSON, so that the figures and their intervals
/// can be computed again without films or models.
/// </summary>
public sealed record FilmResult
{
    public required string Source { get; init; }
    public required string Name { get; init; }
    public required string Patient { get; init; }

    /// <summary>From 1.</summary>
    public required int Fold { get; init; }

    /// <summary>Null where the set does not say.</summary>
    public bool? Abnormal { get; init; }

    /// <summary>The code of the pipeline's refusal; null where it went through.</summary>
    public string? Refusal { get; init; }

    /// <summary>Dice against the set's masks: RightLung, LeftLung, Lungs (both as one), Heart; only what the set knows.</summary>
    public Dictionary<string, double> Dice { get; init; } = [];

    /// <summary>See <see cref="BoundaryDistance"/>; only where the set knows all of the film.</summary>
    public Dictionary<string, double> Boundary { get; init; } = [];

    public double? CardiothoracicRatio { get; init; }
    public double? TrueCardiothoracicRatio { get; init; }

    /// <summary>Mean log-odds of the hottest cells: class@area in mm2.</summary>
    public Dictionary<string, double> Heat { get; init; } = [];

    /// <summary>See <see cref="Inference.Texture.LungTexture"/>.</summary>
    public IReadOnlyDictionary<string, double> Texture { get; init; } = new Dictionary<string, double>();

    /// <summary>Marked nodules on the film.</summary>
    public int Nodules { get; init; }

    /// <summary>What is known of each of them; empty in results of earlier versions.</summary>
    public IReadOnlyList<NoduleTruth> NoduleTruth { get; init; } = [];

    /// <summary>Peaks of the nodule heat.</summary>
    public IReadOnlyList<NoduleMark> Marks { get; init; } = [];

    /// <summary>The highest peak of the nodule heat lies in a nodule; null where the film has none.</summary>
    public bool? PeakInNodule { get; init; }

    /// <summary>What the analysis took, decoding left out, on the machine that measured; null where only the regions were asked.</summary>
    public double? Milliseconds { get; init; }

    /// <summary>The product's findings at a row of thresholds.</summary>
    public IReadOnlyList<FindingsAt> Findings { get; init; } = [];
}

/// <param name="Score">0..1.</param>
/// <param name="Nodule">Index of the nodule that it hits; null: a false positive.</param>
/// <param name="X">Where, 0..1 across the film.</param>
/// <param name="Y">0..1 down the film.</param>
public sealed record NoduleMark(double Score, int? Nodule, double? X = null, double? Y = null);

/// <param name="Class">Of the model.</param>
/// <param name="Threshold">Tried as operating point.</param>
/// <param name="Count">Findings on the film.</param>
/// <param name="Hits">Nodules hit by one of them; always 0 for other classes, whose places most sets do not tell.</param>
/// <param name="False">Findings that hit no nodule.</param>
public sealed record FindingsAt(string Class, double Threshold, int Count, int Hits, int False);
