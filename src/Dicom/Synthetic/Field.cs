namespace OxiPortal.Dicom.Synthetic;

/// <summary>A grid of numbers to draw on. Coordinates are pixels, (0.5, 0.5) the centre of the first.</summary>
internal sealed class Field(int rows, int columns)
{
    public int Rows { get; } = rows;
    public int Columns { get; } = columns;
    public float[] Values { get; } = new float[rows * columns];

    /// <summary>1 inside the polygon, 0 outside, with partial cover at the left and right edges.</summary>
    public static Field Filled(int rows, int columns, IReadOnlyList<(double X, double Y)> polygon)
    {
        var field = new Field(rows, columns);
        var crossings = new List<double>();
        for (var y = 0; y < rows; y++)
        {
            crossings.Clear();
            var at = y + 0.5;
            for (var i = 0; i < polygon.Count; i++)
            {
                var (a, b) = (polygon[i], polygon[(i + 1) % polygon.Count]);
                if (a.Y <= at != b.Y <= at)
                    crossings.Add(a.X + (at - a.Y) / (b.Y - a.Y) * (b.X - a.X));
            }
            crossings.Sort();
            for (var i = 0; i + 1 < crossings.Count; i += 2)
                field.FillRun(y, crossings[i], crossings[i + 1]);
        }
        return field;
    }

    private void FillRun(int y, double from, double to)
    {
        (from, to) = (Math.Clamp(from, 0, Columns), Math.Clamp(to, 0, Columns));
        for (var x = (int)from; x < to; x++)
            Values[y * Columns + x] = Math.Min(1, Values[y * Columns + x] + (float)(Math.Min(x + 1, to) - Math.Max(x, from)));
    }

    public Field Copy()
    {
        var copy = new Field(Rows, Columns);
        Values.CopyTo(copy.Values, 0);
        return copy;
    }

    public Field Add(Field other, double factor)
    {
        var f = (float)factor;
        for (var i = 0; i < Values.Length; i++)
            Values[i] += f * other.Values[i];
        return this;
    }

    public Field Multiply(Field other)
    {
        for (var i = 0; i < Values.Length; i++)
            Values[i] *= other.Values[i];
        return this;
    }

    /// <summary>Takes away what another covers: 1 there leaves 0 here.</summary>
    public Field Without(Field other)
    {
        for (var i = 0; i < Values.Length; i++)
            Values[i] *= 1 - other.Values[i];
        return this;
    }

    public Field Map(Func<float, float> function)
    {
        for (var i = 0; i < Values.Length; i++)
            Values[i] = function(Values[i]);
        return this;
    }

    /// <summary>Near a Gaussian blur: three box blurs each way. The border repeats outwards.</summary>
    public Field Blur(double sigma)
    {
        // A wide blur leaves nothing fine: a coarser grid does, and is quicker by the square.
        var reduction = (int)(sigma / 3);
        if (reduction >= 2)
        {
            Reduced(reduction).Blur(sigma / reduction).EnlargeInto(this, reduction);
            return this;
        }
        var radius = (int)Math.Round((Math.Sqrt(4 * sigma * sigma + 1) - 1) / 2);
        if (radius < 1)
            return this;
        var line = new float[Math.Max(Rows, Columns)];
        for (var pass = 0; pass < 3; pass++)
        {
            for (var y = 0; y < Rows; y++)
                BoxLine(y * Columns, 1, Columns, radius, line);
            BlurColumns(radius);
        }
        return this;
    }

    private Field Reduced(int factor)
    {
        var small = new Field((Rows + factor - 1) / factor, (Columns + factor - 1) / factor);
        for (var y = 0; y < small.Rows; y++)
        {
            var (top, bottom) = (y * factor, Math.Min((y + 1) * factor, Rows));
            for (var x = 0; x < small.Columns; x++)
            {
                var (left, right) = (x * factor, Math.Min((x + 1) * factor, Columns));
                var sum = 0f;
                for (var v = top; v < bottom; v++)
                {
                    for (var u = left; u < right; u++)
                        sum += Values[v * Columns + u];
                }
                small.Values[y * small.Columns + x] = sum / ((bottom - top) * (right - left));
            }
        }
        return small;
    }

    private void EnlargeInto(Field target, int factor)
    {
        for (var y = 0; y < target.Rows; y++)
        {
            var fy = Math.Clamp((y + 0.5f) / factor - 0.5f, 0, Rows - 1);
            var (top, bottom) = ((int)fy * Columns, Math.Min((int)fy + 1, Rows - 1) * Columns);
            fy -= (int)fy;
            for (var x = 0; x < target.Columns; x++)
            {
                var fx = Math.Clamp((x + 0.5f) / factor - 0.5f, 0, Columns - 1);
                var (left, right) = ((int)fx, Math.Min((int)fx + 1, Columns - 1));
                fx -= left;
                var upper = Values[top + left] + fx * (Values[top + right] - Values[top + left]);
                var lower = Values[bottom + left] + fx * (Values[bottom + right] - Values[bottom + left]);
                target.Values[y * target.Columns + x] = upper + fy * (lower - upper);
            }
        }
    }

    // Sums of whole rows slide down: column by column would miss the cache.
    private void BlurColumns(int radius)
    {
        var source = Values.AsSpan().ToArray();
        var sums = new float[Columns];
        for (var k = -radius; k <= radius; k++)
            AddRow(source, Math.Clamp(k, 0, Rows - 1), sums, 1);
        var scale = 1f / (2 * radius + 1);
        for (var y = 0; y < Rows; y++)
        {
            for (var x = 0; x < Columns; x++)
                Values[y * Columns + x] = sums[x] * scale;
            AddRow(source, Math.Min(y + radius + 1, Rows - 1), sums, 1);
            AddRow(source, Math.Max(y - radius, 0), sums, -1);
        }
    }

    private void AddRow(float[] source, int y, float[] sums, float sign)
    {
        for (var x = 0; x < Columns; x++)
            sums[x] += sign * source[y * Columns + x];
    }

    private void BoxLine(int start, int step, int length, int radius, float[] line)
    {
        for (var i = 0; i < length; i++)
            line[i] = Values[start + i * step];
        double sum = 0;
        for (var k = -radius; k <= radius; k++)
            sum += line[Math.Clamp(k, 0, length - 1)];
        for (var i = 0; i < length; i++)
        {
            Values[start + i * step] = (float)(sum / (2 * radius + 1));
            sum += line[Math.Min(i + radius + 1, length - 1)] - line[Math.Max(i - radius, 0)];
        }
    }

    /// <summary>
    /// Draws along a line of points: at each pixel within reach, the profile of its distance over the half-width there (0 on the line, 1 at the
    /// edge). The larger of what was drawn and what is new stays. Returns the rectangle that holds all of it.
    /// </summary>
    public (int Left, int Top, int Right, int Bottom) Stroke(IReadOnlyList<(double X, double Y, double HalfWidth)> line, Func<double, double> profile)
    {
        var touched = (Left: Columns, Top: Rows, Right: 0, Bottom: 0);
        for (var i = 0; i + 1 < line.Count; i++)
        {
            var (a, b) = (line[i], line[i + 1]);
            var reach = Math.Max(a.HalfWidth, b.HalfWidth) + 1;
            var (dx, dy) = (b.X - a.X, b.Y - a.Y);
            var lengthSquared = Math.Max(dx * dx + dy * dy, 1e-9);
            var (left, right) = Clip(Math.Min(a.X, b.X) - reach, Math.Max(a.X, b.X) + reach, Columns);
            var (top, bottom) = Clip(Math.Min(a.Y, b.Y) - reach, Math.Max(a.Y, b.Y) + reach, Rows);
            touched = (Math.Min(touched.Left, left), Math.Min(touched.Top, top), Math.Max(touched.Right, right), Math.Max(touched.Bottom, bottom));
            for (var y = top; y < bottom; y++)
            {
                for (var x = left; x < right; x++)
                {
                    var (px, py) = (x + 0.5 - a.X, y + 0.5 - a.Y);
                    var t = Math.Clamp((px * dx + py * dy) / lengthSquared, 0, 1);
                    var (ex, ey) = (px - t * dx, py - t * dy);
                    var distance = Math.Sqrt(ex * ex + ey * ey) / (a.HalfWidth + t * (b.HalfWidth - a.HalfWidth));
                    if (distance < 1)
                        Values[y * Columns + x] = Math.Max(Values[y * Columns + x], (float)profile(distance));
                }
            }
        }
        return touched;
    }

    /// <summary>Adds a rectangle of another field, and clears it there: a scratch pad is then ready for the next stroke.</summary>
    public void TakeFrom(Field scratch, (int Left, int Top, int Right, int Bottom) part, double factor)
    {
        for (var y = part.Top; y < part.Bottom; y++)
        {
            for (var i = y * Columns + part.Left; i < y * Columns + part.Right; i++)
            {
                Values[i] += (float)factor * scratch.Values[i];
                scratch.Values[i] = 0;
            }
        }
    }

    private static (int From, int To) Clip(double from, double to, int size) => ((int)Math.Clamp(from, 0, size), (int)Math.Clamp(to + 1, 0, size));
}
