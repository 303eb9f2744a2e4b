namespace OxiPortal.Domain.Detection;

/// <summary>
/// Suspicion over the whole film as stored, edge to edge on a coarser grid: rows x columns, row-major, 0..1, higher is more suspicious.
/// 0 outside every region.
/// </summary>
public sealed record Heatmap
{
    /// <exception cref="ArgumentException">The values do not fill rows x columns exactly.</exception>
    public Heatmap(int rows, int columns, float[] values)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rows);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(columns);
        ArgumentNullException.ThrowIfNull(values);
        if (values.LongLength != (long)rows * columns)
            throw new ArgumentException($"{values.LongLength} values do not fill {rows} x {columns} cells.", nameof(values));
        (Rows, Columns, Values) = (rows, columns, values);
    }

    public int Rows { get; }
    public int Columns { get; }
    public float[] Values { get; }
}

/// <summary>
/// A rectangle of a <see cref="Heatmap"/>'s cells: what one segment adds while an analysis runs. A viewer keeps the maximum of what it
/// holds and what arrives, so that order does not matter.
/// </summary>
/// <param name="HeatRows">Rows of the whole heat map.</param>
/// <param name="HeatColumns">Columns of the whole heat map.</param>
/// <param name="X">First column of the patch.</param>
/// <param name="Y">First row of the patch.</param>
/// <param name="Columns">Columns of the patch.</param>
/// <param name="Values">Row-major, 0..255 for 0..1.</param>
public sealed record HeatPatch(int HeatRows, int HeatColumns, int X, int Y, int Columns, byte[] Values);
