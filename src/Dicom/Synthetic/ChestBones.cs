namespace OxiPortal.Dicom.Synthetic;

/// <summary>Ribs, clavicles, shoulder blades and spine as added attenuation.</summary>
internal static class ChestBones
{
    private const int RibPairs = 10;

    /// <param name="chest">Where bones lie.</param>
    /// <param name="field">Drawn onto: attenuation is added.</param>
    /// <param name="toPixel">From mm to pixels.</param>
    /// <param name="pixelsPerMm">Of the field.</param>
    /// <param name="random">Varies thickness and density.</param>
    public static void Draw(ChestShape chest, Field field, Func<(double X, double Y), (double X, double Y)> toPixel, double pixelsPerMm, Random random)
    {
        var density = 0.75 + 0.5 * random.NextDouble();
        var slope = 0.85 + 0.3 * random.NextDouble();
        var scratch = new Field(field.Rows, field.Columns);
        foreach (var side in new[] { -1, 1 })
        {
            var width = side < 0 ? chest.WidthRight : chest.WidthLeft;
            for (var rib = 0; rib < RibPairs; rib++)
                DrawRib(rib, side, width, slope);
            var clavicle = Line(
                t => (side * (12 + 150 * t) * width, -102 - 6 * Math.Sin(Math.PI * 1.3 * t) * side - 26 * t + 16 * t * (1 - t)), 24, t => 5.5 - 1.5 * Math.Sin(Math.PI * t));
            AddStroke(clavicle, 0.3 * density);
            var blade = Line(t => (side * (128 + 26 * Math.Sin(Math.PI * t)), -112 + 110 * t), 20, _ => 6);
            AddStroke(blade, 0.13 * density);
            AddStroke(Line(t => (side * (170 + 8 * t), -112 + 30 * t), 4, _ => 24), 0.3 * density);
        }
        DrawSpine();

        void DrawRib(int rib, int side, double width, double steep)
        {
            var top = (-140 + 20.5 * rib) * chest.Height;
            var lateral = width * (rib switch { 0 => 70, 1 => 98, 2 => 112, 3 => 120, 4 => 125, _ => 127 + (rib - 4) * 2 });
            var drop = (8 + 5.2 * rib) * steep;
            var half = 3.2 + 0.35 * Math.Min(rib, 5);
            // From the spine outwards, first a little up, then down.
            var posterior = Line(
                t => (side * (12 + (lateral - 12) * Math.Sin(Math.PI / 2 * t)), top - 7 * Math.Sin(Math.PI * Math.Min(1, 1.4 * t)) + drop * Math.Pow(t, 2.2)), 28, _ => half);
            AddStroke(posterior, 0.17 * density);
            // Round the side and down towards the breastbone, where cartilage does not show.
            var anterior = Line(
                t => (side * (lateral * Math.Cos(Math.PI / 2 * 0.62 * t)), top + drop + (34 + 4 * rib) * steep * Math.Pow(t, 0.8)), 24, t => half * (1.05 + 0.25 * t));
            if (rib < 8)
                AddStroke(anterior, 0.12 * density);
        }

        void DrawSpine()
        {
            for (var vertebra = 0; vertebra < 17; vertebra++)
            {
                var y = -190 + vertebra * 22.5 + vertebra * vertebra * 0.12;
                AddStroke(Line(t => (-9 + 18 * t, y), 2, _ => 8.5), 0.13 * density);
                AddStroke(Line(t => (-20 + 8 * t, y + 3), 2, _ => 4), 0.1 * density);
                AddStroke(Line(t => (12 + 8 * t, y + 3), 2, _ => 4), 0.1 * density);
            }
        }

        List<(double X, double Y, double HalfWidth)> Line(Func<double, (double X, double Y)> at, int steps, Func<double, double> halfWidth)
        {
            var line = new List<(double, double, double)>(steps + 1);
            for (var i = 0; i <= steps; i++)
            {
                var t = i / (double)steps;
                var (x, y) = at(t);
                var (px, py) = toPixel(chest.Place(x, y));
                line.Add((px, py, halfWidth(t) * pixelsPerMm));
            }
            return line;
        }

        // Bone is a tube: its cortex shows as a brighter rim.
        void AddStroke(List<(double X, double Y, double HalfWidth)> line, double attenuation)
        {
            var touched = scratch.Stroke(line, d => (0.62 + 0.6 * d * d * d) * Math.Min(1, 5 * (1 - d)));
            field.TakeFrom(scratch, touched, attenuation);
        }
    }
}
