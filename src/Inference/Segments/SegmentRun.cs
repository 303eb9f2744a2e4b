namespace OxiPortal.Inference.Segments;

/// <summary>One segment's way through the network.</summary>
/// <param name="Rows">Of the input: cells down times the stride.</param>
/// <param name="Columns">Of the input: cells across times the stride.</param>
/// <param name="Fill">Writes the whole input, 2xRowsxColumns.</param>
/// <param name="Take">Gets that input and what the network made of it, classes x cells; both are gone when it returns.</param>
internal sealed record SegmentRun(int Rows, int Columns, SegmentRun.FillInput Fill, SegmentRun.TakeOutput Take)
{
    public delegate void FillInput(Span<float> input);

    public delegate void TakeOutput(ReadOnlySpan<float> input, ReadOnlySpan<float> output);
}
