namespace OxiPortal.Dicom.Synthetic;

/// <summary>The trees of lung vessels from both hila, and the airways.</summary>
internal static class ChestVessels
{
    private sealed record Branch(double X, double Y, double Angle, double Width, int Depth);

    public static Field Draw(ChestShape chest, int rows, int columns, Func<(double X, double Y), (double X, double Y)> toPixel, double pixelsPerMm, Random random)
    {
        var field = new Field(rows, columns);
        foreach (var side in new[] { -1, 1 })
        {
            var hilum = (X: side * 36.0, Y: side < 0 ? -28.0 : -36.0);
            var open = new Stack<Branch>();
            // Angles from straight lateral, positive towards the feet.
            foreach (var angle in new[] { -1.35, -0.95, -0.5, -0.1, 0.25, 0.55, 0.85, 1.1, 1.35, 1.55 })
                open.Push(new(hilum.X + side * 4 * random.NextDouble(), hilum.Y + 18 * (random.NextDouble() - 0.4) + 10 * angle, angle + 0.35 * (random.NextDouble() - 0.5), 2.4, 0));
            while (open.TryPop(out var branch))
                Grow(branch, side, open);
            foreach (var _ in Enumerable.Range(0, 7))
            {
                var x = hilum.X + side * 8 * (random.NextDouble() - 0.3);
                var y = hilum.Y + 34 * (random.NextDouble() - 0.4);
                Draw([(x, y, 7), (x + side * 4, y + 6, 6)], 0.55);
            }
        }
        return field;

        void Grow(Branch branch, int side, Stack<Branch> open)
        {
            var length = 11 + 13 * random.NextDouble();
            var points = new List<(double, double, double)> { (branch.X, branch.Y, branch.Width) };
            var (x, y, angle) = (branch.X, branch.Y, branch.Angle);
            var end = branch.Width * (0.66 + 0.12 * random.NextDouble());
            for (var step = 1; step <= 4; step++)
            {
                angle += 0.5 * (random.NextDouble() - 0.5);
                x += side * length / 4 * Math.Cos(angle);
                y += length / 4 * Math.Sin(angle);
                points.Add((x, y, branch.Width + (end - branch.Width) * step / 4));
            }
            Draw(points, 0.18 + 0.26 * branch.Width);
            if (branch.Depth >= 6 || end < 0.4)
                return;
            var fork = 0.3 + 0.3 * random.NextDouble();
            open.Push(new(x, y, angle + 0.4 * fork, end, branch.Depth + 1));
            open.Push(new(x, y, angle - fork, end * 0.82, branch.Depth + 1));
        }

        void Draw(List<(double X, double Y, double Width)> points, double strength)
        {
            var line = points.Select(p =>
            {
                var (px, py) = toPixel(chest.Place(p.X, p.Y * chest.Height));
                return (px, py, Math.Max(0.9, p.Width * pixelsPerMm));
            }).ToList();
            field.Stroke(line, d => strength * Math.Sqrt(1 - d * d));
        }
    }

    /// <summary>The windpipe and the main bronchi: air, so attenuation to be taken away.</summary>
    public static Field DrawAirways(ChestShape chest, int rows, int columns, Func<(double X, double Y), (double X, double Y)> toPixel, double pixelsPerMm)
    {
        var field = new Field(rows, columns);
        (double X, double Y, double Width)[][] lines =
        [
            [(-1, -230, 8), (-1, -120, 8), (-3, -70, 8)],
            [(-3, -70, 7), (-15, -54, 6), (-24, -42, 4)],
            [(-3, -70, 7), (18, -48, 5.5), (32, -40, 4)],
        ];
        foreach (var line in lines)
        {
            field.Stroke([.. line.Select(p =>
            {
                var (x, y) = toPixel(chest.Place(p.X, p.Y));
                return (x, y, p.Width * pixelsPerMm);
            })], d => Math.Sqrt(1 - d * d));
        }
        return field;
    }
}
