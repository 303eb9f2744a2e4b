using MessagePack;
using OxiPortal.Domain.Detection;

namespace OxiPortal.Portal.Hubs;

[MessagePackObject]
public sealed record ModelMessage([property: Key("name")] string Name, [property: Key("version")] string Version, [property: Key("sha256")] string Sha256)
{
    public static ModelMessage Of(ModelIdentity model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return new(model.Name, model.Version, model.Sha256);
    }
}

/// <summary>A closed line on the film as stored.</summary>
/// <param name="Region">RightLung, LeftLung or Heart.</param>
/// <param name="Points">x0, y0, x1, y1, ... in image coordinates.</param>
[MessagePackObject]
public sealed record ContourMessage([property: Key("region")] string Region, [property: Key("points")] float[] Points);

/// <summary>A segment as scored. Box: x, y, width, height in the film's pixels.</summary>
[MessagePackObject]
public sealed record SegmentMessage(
    [property: Key("id")] int Id,
    [property: Key("region")] string Region,
    [property: Key("box")] int[] Box,
    [property: Key("scale")] double Scale,
    [property: Key("score")] double Score)
{
    public static SegmentMessage Of(SegmentScore segment)
    {
        ArgumentNullException.ThrowIfNull(segment);
        var box = segment.Box;
        return new(segment.Id, segment.Region.ToString(), [box.X, box.Y, box.Width, box.Height], segment.Scale, segment.Score);
    }
}

/// <summary>A rectangle of the heat map's cells; a viewer keeps the maximum of what it holds and what arrives.</summary>
/// <param name="Rows">Of the whole heat map, which covers the film edge to edge.</param>
/// <param name="Columns">Of the whole heat map.</param>
/// <param name="X">First column of the rectangle.</param>
/// <param name="Y">First row of the rectangle.</param>
/// <param name="Width">Columns of the rectangle.</param>
/// <param name="Values">Row-major, 0..255 for 0..1. Base64 in JSON, binary in MessagePack.</param>
[MessagePackObject]
public sealed record HeatMessage(
    [property: Key("rows")] int Rows,
    [property: Key("columns")] int Columns,
    [property: Key("x")] int X,
    [property: Key("y")] int Y,
    [property: Key("width")] int Width,
    [property: Key("values")] byte[] Values)
{
    public static HeatMessage Of(HeatPatch patch)
    {
        ArgumentNullException.ThrowIfNull(patch);
        return new(patch.HeatRows, patch.HeatColumns, patch.X, patch.Y, patch.Columns, patch.Values);
    }
}

/// <summary>An irregularity. Box: x, y, width, height in image coordinates of the film as stored.</summary>
[MessagePackObject]
public sealed record FindingMessage(
    [property: Key("id")] int Id,
    [property: Key("label")] string Label,
    [property: Key("score")] double Score,
    [property: Key("box")] double[] Box,
    [property: Key("region")] string Region)
{
    public static FindingMessage Of(Irregularity irregularity)
    {
        ArgumentNullException.ThrowIfNull(irregularity);
        var box = irregularity.Box;
        return new(irregularity.Id, irregularity.Label, irregularity.Score, [box.X, box.Y, box.Width, box.Height], irregularity.Region.ToString());
    }
}
