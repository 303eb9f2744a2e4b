using OpenCvSharp;
using OxiPortal.Training.Data;

namespace OxiPortal.Training.Augmentation;

/// <summary>
/// Makes of one film the films that other hospitals send: turned, zoomed, cropped, with wide margins, other exposure, gamma and contrast,
/// noisy, blurred, with burned-in boxes. Never mirrored: right and left must stay themselves.
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
        if (random.NextDouble() < 0.15 * strength)
        {
            using var equaliser = Cv2.CreateCLAHE(1 + 3 * random.NextDouble(), new Size(4, 4));
            equaliser.Apply(picture, picture);
        }
        if (random.NextDouble() < 0.3 * strength)
            Cv2.GaussianBlur(picture, picture, new Size(0, 0), 0.4 + 1.2 * random.NextDouble());
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
        var angle = strength * Math.PI / 180 * (random.NextDouble() < 0.1 ? Within(random, 30) : Within(random, 15) * (random.NextDouble() < 0.8 ? 1 : 0));
        var zoom = (double)size / RegionExample.Side * Math.Exp(Within(random, 0.28 * strength));
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
        var curve = new float[256];
        for (var i = 0; i < curve.Length; i++)
            curve[i] = (float)(low + (high - low) * Math.Pow(i / 255.0, gamma));
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
