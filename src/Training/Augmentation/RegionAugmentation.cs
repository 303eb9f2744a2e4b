using OpenCvSharp;
using OxiPortal.Training.Data;

namespace OxiPortal.Training.Augmentation;

/// <summary>
/// Makes of one film the films that other hospitals send: turned, zoomed, cropped, collimated, with wide margins, other exposure, gamma and
/// contrast, inverted, noisy, blurred, with burned-in boxes, one lung white; and, a little, other bodies (smooth displacements, Simard et al. 2003).
/// Never mirrored: right and left must stay themselves.
/// </summary>
public static class RegionAugmentation
{
    /// <summary>Fills one place of a batch.</summary>
    /// <param name="size">Side of the model's input.</param>
    /// <param name="strength">1: as much as films of other hospitals differ; 0: not at all.</param>
    /// <param name="grey">size x size, 0..1.</param>
    /// <param name="truth">size x size, a bit a region.</param>
    /// <param name="known">size x size, a bit a region.</param>
    public static void Fill(RegionExample example, int size, double strength, Random random, Span<float> grey, Span<byte> truth, Span<byte> known)
    {
        ArgumentNullException.ThrowIfNull(example);
        ArgumentNullException.ThrowIfNull(random);
        using var transform = Transform(size, strength, random);
        // Beyond the film: mostly black, sometimes the grey of an open field.
        var margin = random.NextDouble() < 0.8 ? 0 : random.Next(256);
        using var picture = Warp(example.Grey, transform, size, InterpolationFlags.Linear, margin);
        using var regions = Warp(example.Truth, transform, size, InterpolationFlags.Nearest, 0);
        using var taught = Warp(example.Known, transform, size, InterpolationFlags.Nearest, 7);
        if (random.NextDouble() < 0.5 * strength)
            Bend(picture, regions, taught, strength, random, margin);
        if (random.NextDouble() < 0.15 * strength)
            Swell(picture, regions, taught, random, margin);
        if (random.NextDouble() < 0.06 * strength)
            Whiten(picture, regions, random);
        if (random.NextDouble() < 0.15 * strength)
        {
            using var equaliser = Cv2.CreateCLAHE(1 + 3 * random.NextDouble(), new Size(4, 4));
            equaliser.Apply(picture, picture);
        }
        if (random.NextDouble() < 0.3 * strength)
            Cv2.GaussianBlur(picture, picture, new Size(0, 0), 0.4 + 1.2 * random.NextDouble());
        if (random.NextDouble() < 0.12 * strength)
            Collimate(picture, random);
        if (random.NextDouble() < 0.4 * strength)
            BurnIn(picture, random);
        Expose(picture, strength, random, grey);
        regions.GetArray(out byte[] bits);
        bits.CopyTo(truth);
        taught.GetArray(out bits);
        bits.CopyTo(known);
    }

    private static Mat Transform(int size, double strength, Random random)
    {
        var angle = strength * Math.PI / 180 * (random.NextDouble() < 0.15 ? Within(random, 35) : Within(random, 15) * (random.NextDouble() < 0.8 ? 1 : 0));
        // Now and then a chest that is small on its film: wide margins, whole bodies of small patients.
        var zoom = (double)size / RegionExample.Side * Math.Exp(random.NextDouble() < 0.06 * strength ? -0.8 * random.NextDouble() : Within(random, 0.28 * strength));
        var (zoomX, zoomY) = (zoom * Math.Exp(Within(random, 0.1 * strength)), zoom * Math.Exp(Within(random, 0.1 * strength)));
        var (sin, cos, shear) = (Math.Sin(angle), Math.Cos(angle), Within(random, 0.06 * strength));
        var (moveX, moveY) = (Within(random, 0.13 * size * strength), Within(random, 0.13 * size * strength));
        double a = zoomX * cos, b = zoomX * (shear - sin), c = zoomY * sin, d = zoomY * cos;
        const double Middle = RegionExample.Side / 2.0;
        var transform = new Mat(2, 3, MatType.CV_64FC1);
        transform.SetArray([a, b, size / 2.0 + moveX - a * Middle - b * Middle, c, d, size / 2.0 + moveY - c * Middle - d * Middle]);
        return transform;
    }

    private static Mat Warp(byte[] square, Mat transform, int size, InterpolationFlags how, int outside)
    {
        using var from = Mat.FromPixelData(RegionExample.Side, RegionExample.Side, MatType.CV_8UC1, square);
        var to = new Mat();
        Cv2.WarpAffine(from, to, transform, new Size(size, size), how, BorderTypes.Constant, new Scalar(outside));
        return to;
    }

    /// <summary>Moves everything by a smooth random field: some three places across move on their own, by a few hundredths of the side.</summary>
    private static void Bend(Mat picture, Mat regions, Mat known, double strength, Random random, int margin)
    {
        var (size, knots, reach) = (picture.Rows, random.Next(3, 6), strength * random.NextDouble() * 0.035 * picture.Rows);
        using var mapX = Field(size, knots, reach, random);
        using var mapY = Field(size, knots, reach, random);
        mapX.GetArray(out float[] x);
        mapY.GetArray(out float[] y);
        Move(picture, regions, known, margin, x, y);
    }

    /// <summary>A heart up to nearly twice as wide, or a little smaller: what lies around it gives way.</summary>
    private static void Swell(Mat picture, Mat regions, Mat known, Random random, int margin)
    {
        const int Heart = 4;
        regions.GetArray(out byte[] bits);
        var size = picture.Cols;
        var (left, right, top, bottom) = (size, -1, size, -1);
        for (var i = 0; i < bits.Length; i++)
        {
            if ((bits[i] & Heart) != 0)
                (left, right, top, bottom) = (Math.Min(left, i % size), Math.Max(right, i % size), Math.Min(top, i / size), Math.Max(bottom, i / size));
        }
        if (right - left < size / 16 || bottom - top < size / 16)
            return;
        var (cx, cy, strength) = ((left + right) / 2.0, (top + bottom) / 2.0, -0.12 + 0.6 * random.NextDouble());
        // The field ends where the lungs' outer edges begin; upwards and downwards sooner.
        var (reachX, reachY) = ((right - left) * (0.9 + 0.3 * random.NextDouble()), (bottom - top) * (0.8 + 0.3 * random.NextDouble()));
        var (x, y) = (new float[bits.Length], new float[bits.Length]);
        for (var i = 0; i < bits.Length; i++)
        {
            var (dx, dy) = (i % size - cx, i / size - cy);
            var far = Math.Sqrt(dx * dx / (reachX * reachX) + dy * dy / (reachY * reachY));
            if (far >= 1)
                continue;
            var pull = -strength * (1 - far) * (1 - far);
            (x[i], y[i]) = ((float)(dx * pull), (float)(dy * pull));
        }
        Move(picture, regions, known, margin, x, y);
    }

    /// <summary>Takes each pixel from so many pixels beside it.</summary>
    private static void Move(Mat picture, Mat regions, Mat known, int margin, float[] x, float[] y)
    {
        var size = picture.Cols;
        for (var i = 0; i < x.Length; i++)
        {
            x[i] += i % size;
            y[i] += i / size;
        }
        using var mapX = Mat.FromPixelData(picture.Rows, size, MatType.CV_32FC1, x);
        using var mapY = Mat.FromPixelData(picture.Rows, size, MatType.CV_32FC1, y);
        Cv2.Remap(picture, picture, mapX, mapY, InterpolationFlags.Linear, BorderTypes.Constant, new Scalar(margin));
        Cv2.Remap(regions, regions, mapX, mapY, InterpolationFlags.Nearest, BorderTypes.Constant, new Scalar(0));
        Cv2.Remap(known, known, mapX, mapY, InterpolationFlags.Nearest, BorderTypes.Constant, new Scalar(7));
    }

    private static Mat Field(int size, int knots, double reach, Random random)
    {
        var values = new float[knots * knots];
        for (var i = 0; i < values.Length; i++)
            values[i] = (float)Within(random, reach);
        using var coarse = Mat.FromPixelData(knots, knots, MatType.CV_32FC1, values);
        var field = new Mat();
        Cv2.Resize(coarse, field, new Size(size, size), 0, 0, InterpolationFlags.Cubic);
        return field;
    }

    /// <summary>One lung filled with white from below, wholly or in part, as by fluid or collapse: where it lies stays what it was.</summary>
    private static void Whiten(Mat picture, Mat regions, Random random)
    {
        var lung = random.Next(2) == 0 ? 1 : 2;
        picture.GetArray(out byte[] values);
        regions.GetArray(out byte[] bits);
        var (size, rows) = (picture.Cols, new List<int>());
        double sum = 0;
        var count = 0;
        for (var i = 0; i < bits.Length; i++)
        {
            if ((bits[i] & lung) != 0)
                rows.Add(i / size);
            // What is no lung amid the film: heart, spine, belly.
            else if ((bits[i] & 3) == 0 && values[i] > 0)
                (sum, count) = (sum + values[i], count + 1);
        }
        if (rows.Count == 0 || count == 0)
            return;
        var (top, bottom) = (rows[0], rows[^1]);
        var from = bottom - (bottom - top) * (0.2 + 0.9 * random.NextDouble());
        var (white, dense, soft) = (Math.Min(255, sum / count * (1 + 0.3 * random.NextDouble())), 0.6 + 0.4 * random.NextDouble(), 2 + 0.15 * size * random.NextDouble());
        using var cover = new Mat(picture.Rows, size, MatType.CV_32FC1, new Scalar(0));
        cover.GetArray(out float[] share);
        for (var i = 0; i < share.Length; i++)
        {
            if ((bits[i] & lung) != 0)
                share[i] = (float)(dense * Math.Clamp((i / size - from) / soft + 0.5, 0, 1));
        }
        cover.SetArray(share);
        Cv2.GaussianBlur(cover, cover, new Size(0, 0), 2 + 3 * random.NextDouble());
        cover.GetArray(out share);
        for (var i = 0; i < values.Length; i++)
            values[i] = (byte)Math.Clamp(values[i] + share[i] * (white - values[i]), 0, 255);
        picture.SetArray(values);
    }

    /// <summary>A black (or, on bad scans, bright) frame around a field that is slightly turned.</summary>
    private static void Collimate(Mat picture, Random random)
    {
        var (wide, high) = (picture.Cols * (0.72 + 0.3 * random.NextDouble()), picture.Rows * (0.72 + 0.3 * random.NextDouble()));
        var centre = new Point2f(picture.Cols * (float)(0.5 + Within(random, 0.06)), picture.Rows * (float)(0.5 + Within(random, 0.06)));
        var field = new RotatedRect(centre, new Size2f((float)wide, (float)high), (float)Within(random, 6));
        using var open = new Mat(picture.Rows, picture.Cols, MatType.CV_8UC1, new Scalar(255));
        Cv2.FillConvexPoly(open, field.Points().Select(p => new Point((int)p.X, (int)p.Y)), new Scalar(0));
        picture.SetTo(new Scalar(random.NextDouble() < 0.85 ? random.Next(20) : 200 + random.Next(56)), open);
    }

    private static void BurnIn(Mat picture, Random random)
    {
        for (var boxes = random.Next(1, 4); boxes > 0; boxes--)
        {
            var (width, height) = (random.Next(6, 60), random.Next(4, 30));
            // Mostly in a corner or along the edge, where marks are burned in; rarely anywhere.
            var x = random.NextDouble() < 0.8 ? (random.Next(2) == 0 ? random.Next(12) : picture.Cols - width - random.Next(12)) : random.Next(picture.Cols - width);
            var y = random.NextDouble() < 0.6 ? (random.Next(2) == 0 ? random.Next(20) : picture.Rows - height - random.Next(20)) : random.Next(picture.Rows - height);
            var grey = random.Next(3) switch { 0 => 0, 1 => 255, _ => random.Next(256) };
            Cv2.Rectangle(picture, new Rect(x, y, width, height), new Scalar(grey), -1);
        }
    }

    private static void Expose(Mat picture, double strength, Random random, Span<float> grey)
    {
        var gamma = Math.Exp(Within(random, 0.6 * strength));
        var (low, high) = (Within(random, 0.15 * strength), 1 + Within(random, 0.2 * strength));
        // Headers lie about MONOCHROME1.
        var inverted = random.NextDouble() < 0.06 * strength;
        var curve = new float[256];
        for (var i = 0; i < curve.Length; i++)
            curve[i] = (float)(low + (high - low) * Math.Pow((inverted ? 255 - i : i) / 255.0, gamma));
        var (rows, columns) = (picture.Rows, picture.Cols);
        var noise = random.NextDouble() < 0.5 ? (float)(0.05 * strength * random.NextDouble()) : 0;
        var (slopeX, slopeY) = ((float)Within(random, 0.2 * strength) / columns, (float)Within(random, 0.2 * strength) / rows);
        picture.GetArray(out byte[] values);
        for (int y = 0, i = 0; y < rows; y++)
        {
            for (var x = 0; x < columns; x++, i++)
            {
                var value = curve[values[i]] + slopeX * (x - columns / 2) + slopeY * (y - rows / 2);
                if (noise > 0)
                    // The sum of three uniform numbers is normal enough, and cheap. Its deviation is 1/2.
                    value += 2 * noise * (random.NextSingle() + random.NextSingle() + random.NextSingle() - 1.5f);
                grey[i] = Math.Clamp(value, 0, 1);
            }
        }
    }

    private static double Within(Random random, double limit) => limit * (2 * random.NextDouble() - 1);
}
