using System.Text.Json.Serialization;
using OxiPortal.Training.Data;
using OxiPortal.Training.Nets;

namespace OxiPortal.Training.Recipes;

/// <summary>How the irregularity model is made.</summary>
public sealed record IrregularityRecipe : Recipe
{
    public const string Shipped = "irregularities";

    /// <summary>Used where only exports of a portal are there: the shipped model, tuned gently.</summary>
    public const string ForExports = "irregularities-tune";

    /// <summary>Side of a crop, in averaged pixels.</summary>
    public required int CropSize { get; init; }

    /// <summary>Channels after the stem.</summary>
    public required int Width { get; init; }

    /// <summary>Residual blocks of each stage; see <see cref="CellNetShape"/>.</summary>
    public required IReadOnlyList<int> Blocks { get; init; }

    /// <summary>See <see cref="CellNetShape.Dilation"/>.</summary>
    public int Dilation { get; init; } = 1;

    /// <summary>See <see cref="CellNetShape.Average"/>.</summary>
    public int Average { get; init; } = 1;

    /// <summary>In use, show each segment mirrored as well; see <see cref="Inference.Models.ModelInput"/>.</summary>
    public bool Mirrored { get; init; }

    /// <summary>The share of crops of films without finding into which a nodule is pasted.</summary>
    public double Simulated { get; init; } = 0.4;

    /// <summary>Keep the normalisation's statistics as they were learnt: for small sets, and where the start was exported.</summary>
    public bool KeepStatistics { get; init; }

    /// <summary>Where training starts from an exported model, that one's shape is taken.</summary>
    [JsonIgnore]
    public CellNetShape Shape => new(Width, Blocks, Dilation, Average);

    /// <inheritdoc/>
    public override void Check()
    {
        base.Check();
        Require(Average is 1 or 2 or TruthMap.Coarse, $"average must be 1, 2 or {TruthMap.Coarse}");
        Require(CropSize is >= 64 and <= 1024 && CropSize % (CellNet.Stride / Average) == 0, $"cropSize must be a multiple of {CellNet.Stride / Average} between 64 and 1024");
        Require(Width is >= 2 and <= 256, "width must lie between 2 and 256");
        Require(Blocks.Count is >= 1 and <= 3 && Blocks.All(b => b is >= 0 and <= 20) && Blocks.Skip(1).All(b => b >= 1), "blocks need up to three numbers up to 20, each but the first at least 1");
        Require(Shape.Stride == CellNet.Stride, $"average and the stages of blocks must come to {CellNet.Stride} pixels a cell, not {Shape.Stride}");
        Require(Dilation is >= 1 and <= 8, "dilation must lie between 1 and 8");
        Require(Simulated is >= 0 and <= 1, "simulated must lie between 0 and 1");
    }
}
