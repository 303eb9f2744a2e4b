using System.Text.Json.Serialization;
using OxiPortal.Training.Nets;

namespace OxiPortal.Training.Recipes;

/// <summary>How the irregularity model is made.</summary>
public sealed record IrregularityRecipe : Recipe
{
    public const string Shipped = "irregularities";

    /// <summary>Used where only exports of a portal are there: the shipped model, tuned gently.</summary>
    public const string ForExports = "irregularities-tune";

    /// <summary>Side of a crop, in working pixels.</summary>
    public required int CropSize { get; init; }

    /// <summary>Channels after the stem.</summary>
    public required int Width { get; init; }

    /// <summary>Residual blocks at strides 4, 8 and 16; see <see cref="CellNetShape"/>.</summary>
    public required IReadOnlyList<int> Blocks { get; init; }

    /// <summary>See <see cref="CellNetShape.Dilation"/>.</summary>
    public int Dilation { get; init; } = 1;

    /// <summary>In use, show each segment mirrored as well; see <see cref="Inference.Models.ModelInput"/>.</summary>
    public bool Mirrored { get; init; }

    /// <summary>The share of crops of films without finding into which a nodule is pasted.</summary>
    public double Simulated { get; init; } = 0.4;

    /// <summary>Keep the normalisation's statistics as they were learnt: for small sets, and where the start was exported.</summary>
    public bool KeepStatistics { get; init; }

    /// <summary>Where training starts from an exported model, that one's shape is taken.</summary>
    [JsonIgnore]
    public CellNetShape Shape => new(Width, Blocks, Dilation);

    /// <inheritdoc/>
    public override void Check()
    {
        base.Check();
        Require(CropSize is >= 64 and <= 1024 && CropSize % CellNet.Stride == 0, $"cropSize must be a multiple of {CellNet.Stride} between 64 and 1024");
        Require(Width is >= 2 and <= 256, "width must lie between 2 and 256");
        Require(Blocks.Count == CellNetShape.Stages && Blocks.All(b => b is >= 0 and <= 20) && Blocks.Skip(1).All(b => b >= 1),
            $"blocks need {CellNetShape.Stages} numbers up to 20, each but the first at least 1");
        Require(Dilation is >= 1 and <= 8, "dilation must lie between 1 and 8");
        Require(Simulated is >= 0 and <= 1, "simulated must lie between 0 and 1");
    }
}
