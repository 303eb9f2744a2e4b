namespace OxiPortal.Dicom.Synthetic;

/// <summary>
/// The outlines of one chest in mm, (0, 0) at its middle, x towards the patient's left, y towards the feet. Control points follow the usual
/// proportions of an upright adult; seeds vary sizes, the heart's width, the tilt, and bend everything a little.
/// </summary>
internal sealed class ChestShape
{
    private readonly double _turn, _scale, _shiftX, _shiftY;
    private readonly double[] _bend;

    public ChestShape(Random random)
    {
        double Around(double middle, double spread) => middle + spread * (2 * random.NextDouble() - 1);
        _turn = Around(0, 0.045);
        _scale = Around(1.0, 0.055);
        _shiftX = Around(0, 8);
        _shiftY = Around(0, 7);
        _bend = [.. Enumerable.Range(0, 12).Select(_ => 2 * Math.PI * random.NextDouble())];
        var height = Around(1, 0.06);
        var (widthRight, widthLeft) = (Around(1, 0.05), Around(1, 0.05));
        var (domeRight, domeLeft) = (Around(0, 7), Around(0, 7));
        var heart = Around(1, 0.13);
        var girth = Around(1.06, 0.06);

        RightLung = Closed(RightLungPoints, (x, y) => (x * widthRight, (y > 40 ? y + domeRight : y) * height));
        LeftLung = Closed(LeftLungPoints, (x, y) => (x * widthLeft, (y > 40 ? y + domeLeft : y) * height));
        Heart = Closed(HeartPoints, (x, y) => (12 + (x - 12) * heart, (y + 0.5 * (domeRight + domeLeft)) * height));
        Mediastinum = Closed(MediastinumPoints, (x, y) => (x * Math.Sqrt(heart), y * height));
        Abdomen = Closed(AbdomenPoints, (x, y) => (x, (y is > 40 and < 110 ? y + (x < 0 ? domeRight : domeLeft) : y) * height));
        Body = Closed(BodyPoints, (x, y) => (x * girth, y));
        Height = height;
        WidthRight = widthRight;
        WidthLeft = widthLeft;
    }

    public double Height { get; }
    public double WidthRight { get; }
    public double WidthLeft { get; }

    /// <summary>The hollow that the lung fills, including what lies behind the heart.</summary>
    public IReadOnlyList<(double X, double Y)> RightLung { get; }
    public IReadOnlyList<(double X, double Y)> LeftLung { get; }
    public IReadOnlyList<(double X, double Y)> Heart { get; }
    public IReadOnlyList<(double X, double Y)> Mediastinum { get; }
    public IReadOnlyList<(double X, double Y)> Abdomen { get; }
    public IReadOnlyList<(double X, double Y)> Body { get; }

    /// <summary>Where a point of the straight chest lies in this one.</summary>
    public (double X, double Y) Place(double x, double y)
    {
        var bentX = x;
        var bentY = y;
        for (var i = 0; i < 3; i++)
        {
            var wave = 2 * Math.PI / (130 + 60 * i);
            bentX += 1.6 * Math.Sin(wave * y + _bend[4 * i]) + 0.8 * Math.Sin(wave * x + _bend[4 * i + 1]);
            bentY += 1.6 * Math.Sin(wave * x + _bend[4 * i + 2]) + 0.8 * Math.Sin(wave * y + _bend[4 * i + 3]);
        }
        var (sin, cos) = Math.SinCos(_turn);
        return (_scale * (cos * bentX - sin * bentY) + _shiftX, _scale * (sin * bentX + cos * bentY) + _shiftY);
    }

    /// <summary>A smooth closed line through the points (Catmull and Rom).</summary>
    private List<(double X, double Y)> Closed((double X, double Y)[] points, Func<double, double, (double X, double Y)> vary)
    {
        var varied = points.Select(p => vary(p.X, p.Y)).ToArray();
        var line = new List<(double, double)>(points.Length * 6);
        for (var i = 0; i < varied.Length; i++)
        {
            var (a, b, c, d) = (varied[(i + varied.Length - 1) % varied.Length], varied[i], varied[(i + 1) % varied.Length], varied[(i + 2) % varied.Length]);
            for (var step = 0; step < 6; step++)
            {
                var t = step / 6.0;
                line.Add(Place(Through(a.X, b.X, c.X, d.X, t), Through(a.Y, b.Y, c.Y, d.Y, t)));
            }
        }
        return line;
    }

    private static double Through(double a, double b, double c, double d, double t) =>
        0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t * t + (3 * b - a - 3 * c + d) * t * t * t);

    private static readonly (double, double)[] RightLungPoints =
    [
        (-45, -150), (-63, -143), (-83, -133), (-99, -116), (-108, -99), (-115, -82), (-120, -64), (-123, -46), (-126, -28), (-128, -8), (-130, 12),
        (-133, 32), (-135, 52), (-136, 70), (-134, 86), (-126, 80), (-109, 66), (-88, 55), (-66, 49), (-44, 47), (-20, 50), (-14, 30), (-12, 0),
        (-12, -40), (-12, -80), (-14, -110), (-20, -130), (-32, -145),
    ];

    private static readonly (double, double)[] LeftLungPoints =
    [
        (46, -149), (66, -143), (86, -133), (101, -116), (109, -99), (115, -82), (119, -64), (123, -46), (126, -28), (129, -8), (131, 12), (133, 32),
        (135, 52), (136, 72), (135, 96), (126, 89), (112, 76), (92, 65), (70, 58), (45, 55), (20, 58), (14, 30), (12, 0), (12, -40), (12, -80), (14, -110),
        (22, -130), (33, -144),
    ];

    private static readonly (double, double)[] HeartPoints =
    [
        (4, -28), (22, -26), (38, -18), (53, -6), (69, 11), (80, 28), (86, 44), (85, 60), (76, 76), (54, 86), (25, 87), (-14, 78), (-29, 62), (-35, 44),
        (-36, 27), (-34, 10), (-27, -8), (-14, -22),
    ];

    private static readonly (double, double)[] MediastinumPoints =
    [
        (-24, -200), (-19, -150), (-17, -110), (-19, -80), (-22, -60), (-27, -40), (-30, -15), (-28, 10), (-24, 60), (-22, 130), (24, 130), (26, 60),
        (40, 10), (46, -15), (44, -32), (39, -46), (34, -58), (37, -70), (36, -84), (26, -98), (23, -120), (22, -150), (26, -200),
    ];

    private static readonly (double, double)[] AbdomenPoints =
    [
        (-260, 115), (-150, 100), (-134, 86), (-126, 80), (-109, 66), (-88, 55), (-66, 49), (-44, 47), (-20, 50), (0, 55), (20, 58), (45, 55), (70, 58),
        (92, 65), (112, 76), (126, 89), (135, 96), (150, 108), (260, 120), (260, 420), (-260, 420),
    ];

    private static readonly (double, double)[] BodyPoints =
    [
        (-48, -320), (-50, -190), (-62, -166), (-100, -152), (-150, -138), (-190, -118), (-330, -60), (-330, 40), (-200, 20), (-164, -18), (-157, -26),
        (-152, -14), (-155, 10), (-160, 50), (-162, 90), (-160, 140), (-162, 420), (162, 420), (160, 140), (162, 90), (160, 50), (155, 10), (152, -14),
        (157, -26), (164, -18), (200, 20), (330, 40), (330, -60), (190, -118), (150, -138), (100, -152), (62, -166), (50, -190), (48, -320),
    ];
}
