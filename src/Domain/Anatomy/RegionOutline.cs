namespace OxiPortal.Domain.Anatomy;

/// <summary>
/// Closed lines around a mask's parts: through the middles of the cell edges (so that a slope is a line, not a stair), straightened by
/// the rule of Douglas and Peucker (1973). Holes are ignored.
/// </summary>
public static class RegionOutline
{
    /// <summary>
    /// One line a connected part (cells that share a side), the one with the largest area first; the last point is not the first again.
    /// </summary>
    /// <param name="filmRows">Of the film that the mask covers edge to edge: the points are in its image coordinates.</param>
    /// <param name="filmColumns">Of the same film.</param>
    /// <param name="toleranceCells">How far the line may run from the middles of the cells' edges, in cells.</param>
    public static IReadOnlyList<(double X, double Y)[]> Trace(RegionMask mask, int filmRows, int filmColumns, double toleranceCells = 0.5)
    {
        ArgumentNullException.ThrowIfNull(mask);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(filmRows);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(filmColumns);
        ArgumentOutOfRangeException.ThrowIfNegative(toleranceCells);
        var (rowStep, columnStep) = ((double)filmRows / mask.Rows, (double)filmColumns / mask.Columns);
        return
        [
            .. Loops(mask).Where(loop => loop.Area > 0).OrderByDescending(loop => loop.Area)
                .Select(loop => Array.ConvertAll(Straighten(loop.Points, toleranceCells), p => (p.X * columnStep, p.Y * rowStep))),
        ];
    }

    // A loop keeps the region on its right hand: outer ones run clockwise on the screen and have a positive area, holes a negative one.
    private static IEnumerable<(List<(double X, double Y)> Points, double Area)> Loops(RegionMask mask)
    {
        var seen = new bool[mask.Rows * mask.Columns];
        for (var y = mask.Box.Y; y < mask.Box.Bottom; y++)
        {
            for (var x = mask.Box.X; x < mask.Box.Right; x++)
            {
                if (!seen[y * mask.Columns + x] && Edge(mask, x, y, Heading.Right))
                    yield return Follow(mask, x, y, seen);
            }
        }
    }

    private enum Heading
    {
        Right,
        Down,
        Left,
        Up,
    }

    private static (List<(double X, double Y)> Points, double Area) Follow(RegionMask mask, int startX, int startY, bool[] seen)
    {
        var points = new List<(double X, double Y)>();
        long twiceArea = 0;
        var (x, y, heading) = (startX, startY, Heading.Right);
        do
        {
            if (heading == Heading.Right)
                seen[y * mask.Columns + x] = true;
            var (nx, ny) = heading switch
            {
                Heading.Right => (x + 1, y),
                Heading.Down => (x, y + 1),
                Heading.Left => (x - 1, y),
                _ => (x, y - 1),
            };
            points.Add(((x + nx) / 2.0, (y + ny) / 2.0));
            twiceArea += (long)x * ny - (long)nx * y;
            (x, y) = (nx, ny);
            heading = Next(mask, x, y, heading);
        }
        while ((x, y, heading) != (startX, startY, Heading.Right));
        return (points, twiceArea / 2.0);
    }

    // Turning right first stays with the same cell where two cells touch only at a corner: they are two parts.
    private static Heading Next(RegionMask mask, int x, int y, Heading heading)
    {
        var right = (Heading)(((int)heading + 1) % 4);
        if (Edge(mask, x, y, right))
            return right;
        return Edge(mask, x, y, heading) ? heading : (Heading)(((int)heading + 3) % 4);
    }

    /// <summary>Whether an edge of the region leaves the corner (x, y) in that direction, the region on its right hand.</summary>
    private static bool Edge(RegionMask mask, int x, int y, Heading heading) => heading switch
    {
        Heading.Right => Inside(mask, x, y) && !Inside(mask, x, y - 1),
        Heading.Down => Inside(mask, x - 1, y) && !Inside(mask, x, y),
        Heading.Left => Inside(mask, x - 1, y - 1) && !Inside(mask, x - 1, y),
        _ => Inside(mask, x, y - 1) && !Inside(mask, x - 1, y - 1),
    };

    private static bool Inside(RegionMask mask, int x, int y) =>
        x >= 0 && y >= 0 && x < mask.Columns && y < mask.Rows && mask[x, y];

    private static (double X, double Y)[] Straighten(List<(double X, double Y)> points, double tolerance)
    {
        // A closed line has no ends to start from: its first point and the one farthest from it.
        var far = Enumerable.Range(0, points.Count).MaxBy(i => Squared(points[i], points[0]));
        var keep = new bool[points.Count + 1];
        keep[0] = keep[far] = keep[points.Count] = true;
        var spans = new Stack<(int From, int To)>([(0, far), (far, points.Count)]);
        while (spans.TryPop(out var span))
        {
            var (worst, worstDistance) = (-1, tolerance);
            for (var i = span.From + 1; i < span.To; i++)
            {
                var distance = DistanceToSpan(points[i], points[span.From], points[span.To % points.Count]);
                if (distance > worstDistance)
                    (worst, worstDistance) = (i, distance);
            }
            if (worst < 0)
                continue;
            keep[worst] = true;
            spans.Push((span.From, worst));
            spans.Push((worst, span.To));
        }
        return [.. points.Where((_, i) => keep[i])];
    }

    private static double DistanceToSpan((double X, double Y) p, (double X, double Y) a, (double X, double Y) b)
    {
        var length = Squared(a, b);
        if (length == 0)
            return Math.Sqrt(Squared(p, a));
        var along = Math.Clamp(((p.X - a.X) * (b.X - a.X) + (p.Y - a.Y) * (b.Y - a.Y)) / length, 0, 1);
        return double.Hypot(p.X - a.X - along * (b.X - a.X), p.Y - a.Y - along * (b.Y - a.Y));
    }

    private static double Squared((double X, double Y) a, (double X, double Y) b) =>
        (a.X - b.X) * (a.X - b.X) + (a.Y - b.Y) * (a.Y - b.Y);
}
