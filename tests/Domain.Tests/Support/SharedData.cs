using OpenCvSharp;
using OxiPortal.Domain.Anatomy;

namespace OxiPortal.Domain.Tests.Support;

/// <summary>Real films' truth beside the repository; absent on a user's machine.</summary>
public static class SharedData
{
    private static readonly string? s_root = Find();

    /// <summary>The folder of that data set, or the test is skipped.</summary>
    public static string Folder(string dataSet)
    {
        Assert.SkipWhen(s_root is null, "The shared data stand nowhere beside this checkout.");
        var folder = Path.Combine(s_root!, "data", "cxr", dataSet);
        Assert.SkipUnless(Directory.Exists(folder), $"The shared data have no {dataSet}.");
        return folder;
    }

    /// <summary>The three regions of a mask file (bits 1, 2 and 4), every n-th row and column.</summary>
    public static RegionMasks Masks(string file, int every = 1)
    {
        using var bits = Cv2.ImRead(file, ImreadModes.Grayscale);
        Assert.False(bits.Empty(), $"{Path.GetFileName(file)} cannot be read.");
        bits.GetArray(out byte[] values);
        var (rows, columns) = (bits.Rows / every, bits.Cols / every);
        RegionMask Mask(BodyRegion region)
        {
            var inside = new bool[rows * columns];
            for (var y = 0; y < rows; y++)
            {
                for (var x = 0; x < columns; x++)
                    inside[y * columns + x] = (values[y * every * bits.Cols + x * every] & (int)region) != 0;
            }
            return new(rows, columns, inside);
        }
        return new(Mask(BodyRegion.RightLung), Mask(BodyRegion.LeftLung), Mask(BodyRegion.Heart));
    }

    /// <summary>The fields of a CSV file without quotes, header left out.</summary>
    public static IEnumerable<string[]> Csv(string file) =>
        File.ReadLines(file).Skip(1).Where(line => line.Length > 0).Select(line => line.Split(','));

    private static string? Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "OxiPortal.sln")))
            {
                var shared = Path.Combine(folder.FullName, "..", "shared");
                return Directory.Exists(shared) ? shared : null;
            }
        }
        return null;
    }
}
