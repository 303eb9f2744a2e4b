using OxiPortal.Training.Data;
using OxiPortal.Training.Nets;

namespace OxiPortal.Training.Recipes;

/// <summary>How the region model is made.</summary>
public sealed record RegionRecipe : Recipe
{
    public const string Shipped = "regions";

    /// <summary>Side of the net's input, in pixels.</summary>
    public required int Size { get; init; }

    /// <summary>Channels after the stem.</summary>
    public required int Width { get; init; }

    /// <inheritdoc/>
    public override void Check()
    {
        base.Check();
        Require(Size is >= 64 and <= RegionExample.Side && Size % RegionNet.Multiple == 0,
            $"size must be a multiple of {RegionNet.Multiple} between 64 and {RegionExample.Side}");
        Require(Width is >= 2 and <= 128, "width must lie between 2 and 128");
    }
}
