namespace OxiPortal.Training.Data;

/// <summary>What a place of a batch is filled with.</summary>
/// <param name="Simulate">Paste a nodule.</param>
public sealed record CropDraw(IrregularityExample Example, CropSource Segment, double X, double Y, bool Simulate)
{
    private const int Tries = 40;

    /// <summary>A crop around one of the film's own findings of a class.</summary>
    public static CropDraw AtFinding(IrregularityExample example, byte bit, Random random)
    {
        ArgumentNullException.ThrowIfNull(example);
        ArgumentNullException.ThrowIfNull(random);
        var (_, mapColumns) = TruthMap.Size(example.Rows, example.Columns);
        var places = Enumerable.Range(0, example.Truth.Length).Where(i => (example.Truth[i] & bit) != 0).ToArray();
        for (var attempt = 0; attempt < Tries && places.Length > 0; attempt++)
        {
            var place = places[random.Next(places.Length)];
            var (x, y) = ((place % mapColumns + 0.5) * TruthMap.Coarse, (place / mapColumns + 0.5) * TruthMap.Coarse);
            var segments = example.Segments.Where(s => s.Box.Contains((int)x, (int)y) && s.Shows(x, y, example.Rows, example.Columns)).ToArray();
            if (segments.Length > 0)
                return new(example, segments[random.Next(segments.Length)], x, y, false);
        }
        return Anywhere(example, random, simulate: false);
    }

    /// <summary>A crop of any planned segment, around a place that it shows.</summary>
    public static CropDraw Anywhere(IrregularityExample example, Random random, bool simulate)
    {
        ArgumentNullException.ThrowIfNull(example);
        ArgumentNullException.ThrowIfNull(random);
        return Within(example, example.Segments[random.Next(example.Segments.Count)], random, simulate);
    }

    public static CropDraw Within(IrregularityExample example, CropSource segment, Random random, bool simulate)
    {
        ArgumentNullException.ThrowIfNull(example);
        ArgumentNullException.ThrowIfNull(segment);
        ArgumentNullException.ThrowIfNull(random);
        double x = 0, y = 0;
        for (var attempt = 0; attempt < Tries; attempt++)
        {
            (x, y) = (segment.Box.X + segment.Box.Width * random.NextDouble(), segment.Box.Y + segment.Box.Height * random.NextDouble());
            if (segment.Shows(x, y, example.Rows, example.Columns))
                break;
        }
        return new(example, segment, x, y, simulate);
    }
}
