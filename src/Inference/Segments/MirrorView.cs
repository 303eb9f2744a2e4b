namespace OxiPortal.Inference.Segments;

/// <summary>A second look at the same segments, mirrored: a net that was trained with mirrored crops errs differently there, and the mean errs less.</summary>
internal static class MirrorView
{
    /// <summary>Puts the mirrored inputs behind the inputs.</summary>
    /// <param name="values">At least twice <paramref name="length"/>.</param>
    /// <param name="length">Of the inputs, all planes of all segments.</param>
    /// <param name="columns">Of a plane.</param>
    public static void Add(Span<float> values, int length, int columns)
    {
        values[..length].CopyTo(values[length..]);
        for (var row = length; row < 2 * length; row += columns)
            values.Slice(row, columns).Reverse();
    }

    /// <summary>Makes of both outputs their mean, in place of the first.</summary>
    /// <param name="scores">The outputs, the mirrored ones behind them.</param>
    /// <param name="length">Of the outputs.</param>
    /// <param name="columns">Cells across.</param>
    public static void Average(Span<float> scores, int length, int columns)
    {
        for (var row = 0; row < length; row += columns)
        {
            var mirrored = scores.Slice(length + row, columns);
            for (var x = 0; x < columns; x++)
                scores[row + x] = (scores[row + x] + mirrored[columns - 1 - x]) / 2;
        }
    }
}
