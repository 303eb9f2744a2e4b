namespace OxiPortal.Dicom.Synthetic;

/// <summary>What makes one chest's soft tissue differ from another's: breasts, stomach bubble, uneven fat and muscle.</summary>
internal static class SoftTissue
{
    public static void Add(
        Field attenuation, ChestShape chest, ChestParts parts, Func<(double X, double Y), (double X, double Y)> toPixel, double pixelsPerMm, Random random)
    {
        var (rows, columns) = (attenuation.Rows, attenuation.Columns);
        if (random.Next(3) == 0)
        {
            var density = 0.12 + 0.15 * random.NextDouble();
            foreach (var side in new[] { -1, 1 })
                attenuation.Add(Blob(side * 78, 50 + 6 * random.NextDouble(), 62, 48, 4), density);
        }
        if (random.Next(2) == 0)
            attenuation.Add(Blob(70 + 20 * random.NextDouble(), 92, 24, 13, 3), -0.5 * (0.6 + 0.4 * random.NextDouble()));
        attenuation.Add(Uneven(rows, columns, 60 * pixelsPerMm, random).Multiply(parts.Body), 0.09);
        attenuation.Add(Uneven(rows, columns, 14 * pixelsPerMm, random).Multiply(parts.Body), 0.035);
        attenuation.Add(Uneven(rows, columns, 4 * pixelsPerMm, random).Multiply(parts.Body), 0.018);

        Field Blob(double x, double y, double halfWidth, double halfHeight, double softness)
        {
            var outline = Enumerable.Range(0, 40).Select(i =>
            {
                var (sin, cos) = Math.SinCos(2 * Math.PI * i / 40);
                return toPixel(chest.Place(x + halfWidth * cos, y + halfHeight * sin));
            }).ToArray();
            return Field.Filled(rows, columns, outline).Blur(softness * pixelsPerMm);
        }
    }

    /// <summary>Smooth random hills about that far apart, about -1 to 1.</summary>
    public static Field Uneven(int rows, int columns, double distance, Random random)
    {
        distance = Math.Max(2, distance);
        var (coarseRows, coarseColumns) = ((int)(rows / distance) + 3, (int)(columns / distance) + 3);
        var hills = new float[coarseRows * coarseColumns];
        for (var i = 0; i < hills.Length; i++)
            hills[i] = (float)(2 * random.NextDouble() - 1);
        var field = new Field(rows, columns);
        for (var y = 0; y < rows; y++)
        {
            var (row, fy) = Split(y / distance);
            for (var x = 0; x < columns; x++)
            {
                var (column, fx) = Split(x / distance);
                var i = row * coarseColumns + column;
                var top = hills[i] + fx * (hills[i + 1] - hills[i]);
                var bottom = hills[i + coarseColumns] + fx * (hills[i + coarseColumns + 1] - hills[i + coarseColumns]);
                field.Values[y * columns + x] = top + fy * (bottom - top);
            }
        }
        return field;
    }

    private static (int Whole, float Part) Split(double value)
    {
        var whole = (int)value;
        var part = (float)(value - whole);
        return (whole, part * part * (3 - 2 * part));
    }
}
