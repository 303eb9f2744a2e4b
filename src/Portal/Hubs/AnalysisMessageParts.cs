using MessagePack;
using OxiPortal.Domain.Detection;
using OxiPortal.Domain.Imaging;

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

/// <summary>Pixels or image coordinates of the film as stored: 0,0 is the top-left corner of its first pixel.</summary>
[MessagePackObject]
public sealed record BoxMessage(
    [property: Key("x")] double X, [property: Key("y")] double Y, [property: Key("width")] double Width, [property: Key("height")] double Height)
{
    public static BoxMessage Of(ImageBox box) => new(box.X, box.Y, box.Width, box.Height);
}

/// <summary>A segment as scored.</summary>
[MessagePackObject]
public sealed record SegmentMessage(
    [property: Key("id")] int Id,
    [property: Key("region")] string Region,
    [property: Key("box")] BoxMessage Box,
    [property: Key("scale")] double Scale,
    [property: Key("score")] double Score)
{
    public static SegmentMessage Of(SegmentScore segment)
    {
        ArgumentNullException.ThrowIfNull(segment);
        return new(segment.Id, segment.Region.ToString(), BoxMessage.Of(ImageBox.Of(segment.Box)), segment.Scale, segment.Score);
    }
}

/// <summary>A rectangle of the heat map's cells; a viewer keeps the maximum of what it holds and what arrives.</summary>
/// <param name="HeatRows">Of the whole heat map, which covers the film edge to edge.</param>
/// <param name="HeatColumns">Of the whole heat map.</param>
/// <param name="X">First column of the rectangle.</param>
/// <param name="Y">First row of the rectangle.</param>
/// <param name="Columns">Columns of the rectangle.</param>
/// <param name="Values">Row-major, 0..255 for 0..1. Base64 in JSON, binary in MessagePack.</param>
[MessagePackObject]
public sealed record HeatPatchMessage(
    [property: Key("heatRows")] int HeatRows,
    [property: Key("heatColumns")] int HeatColumns,
    [property: Key("x")] int X,
    [property: Key("y")] int Y,
    [property: Key("columns")] int Columns,
    [property: Key("values")] byte[] Values)
{
    public static HeatPatchMessage Of(HeatPatch patch)
    {
        ArgumentNullException.ThrowIfNull(patch);
        return new(patch.HeatRows, patch.HeatColumns, patch.X, patch.Y, patch.Columns, patch.Values);
    }
}

/// <summary>An irregularity that passed the operating point.</summary>
[MessagePackObject]
public sealed record FindingMessage(
    [property: Key("id")] int Id,
    [property: Key("label")] string Label,
    [property: Key("score")] double Score,
    [property: Key("box")] BoxMessage Box,
    [property: Key("region")] string Region)
{
    public static FindingMessage Of(Irregularity irregularity)
    {
        ArgumentNullException.ThrowIfNull(irregularity);
        return new(irregularity.Id, irregularity.Label, irregularity.Score, BoxMessage.Of(irregularity.Box), irregularity.Region.ToString());
    }
}
