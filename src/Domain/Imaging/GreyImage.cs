namespace OxiPortal.Domain.Imaging;

/// <summary>
/// One frame of grey values, row after row from the top. Higher is brighter on a film shown the usual way (bone white): MONOCHROME1 has been
/// inverted and the Modality LUT applied. No window is applied: values keep the film's own range and unit.
/// </summary>
public sealed class GreyImage
{
    /// <exception cref="ArgumentException">The values do not fill rows x columns exactly.</exception>
    public GreyImage(int rows, int columns, float[] values)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rows);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(columns);
        ArgumentNullException.ThrowIfNull(values);
        if (values.LongLength != (long)rows * columns)
            throw new ArgumentException($"{values.LongLength} values do not fill {rows} x {columns} pixels.", nameof(values));
        (Rows, Columns, Values) = (rows, columns, values);
    }

    public int Rows { get; }
    public int Columns { get; }

    /// <summary>rows x columns, row-major.</summary>
    public float[] Values { get; }
}
