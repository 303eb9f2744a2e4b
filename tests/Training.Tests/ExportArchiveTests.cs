using System.IO.Compression;
using OpenCvSharp;
using OxiPortal.Training.Data;

namespace OxiPortal.Training.Tests;

public class ExportArchiveTests
{
    private const string Categories =
        """[{"id":1,"name":"Nodule","code":"27925004","scheme":"SCT"},{"id":2,"name":"Opacity","code":"opacity","scheme":"99OXI"},{"id":3,"name":"Pneumothorax","code":"36118008","scheme":"SCT"}]""";

    private const string Whole = $$$"""
        {"images":[{"id":1,"file_name":"images/P1-1.png","width":8,"height":6,"patient_pseudonym":"P1","pixel_spacing_mm":null,"fully_read":true},
                   {"id":2,"file_name":"images/P2-1.png","width":8,"height":6,"patient_pseudonym":"P2","pixel_spacing_mm":[0.2,0.2],"fully_read":false}],
         "annotations":[{"id":1,"image_id":1,"category_id":1,"bbox":[1,2,3,4],"attributes":{"verdict":"Accepted"}},
                        {"id":2,"image_id":1,"category_id":3,"bbox":[0,0,2,2]}],
         "rejected":[{"id":1,"image_id":2,"category_id":2,"bbox":[4,1,2,2]}],
         "categories":{{{Categories}}}}
        """;

    [Fact]
    public void GivenAnExport_WhenRead_ThenVerdictsBecomeTruth()
    {
        using var folder = new TemporaryFolder();
        var films = ExportArchive.Read(Zip(folder, Whole, "images/P1-1.png", "images/P2-1.png"), folder.File("cache"));

        Assert.Equal(["P1", "P2"], films.Select(f => f.Patient));
        Assert.Equal([true, false], films.Select(f => f.FullyRead));
        Assert.Equal([true, null], films.Select(f => f.Abnormal));
        Assert.Equal(
            [new TruthBox(IrregularityClasses.Nodule, 1, 2, 3, 4, true), new TruthBox(IrregularityClasses.Other, 0, 0, 2, 2, false)], films[0].Boxes);
        Assert.Equal([new TruthBox(IrregularityClasses.Opacity, 4, 1, 2, 2, false)], films[1].Rejected);
        var picture = FilmFile.Read(films[0].ImagePath);
        Assert.Equal((6, 8, 40_000f), (picture.Rows, picture.Columns, picture.Values[0]));
    }

    [Fact]
    public void GivenNamesThatClimbOutOfTheZip_WhenRead_ThenNothingIsWrittenOutsideTheFolder()
    {
        using var folder = new TemporaryFolder();
        const string Hostile = "../../../escaped.png";
        var zip = Zip(folder, Whole.Replace("images/P1-1.png", Hostile, StringComparison.Ordinal), Hostile, "images/P2-1.png");

        var films = ExportArchive.Read(zip, folder.File("a/b/cache"));

        Assert.All(films, f => Assert.StartsWith(folder.File("a/b/cache"), Path.GetFullPath(f.ImagePath), StringComparison.Ordinal));
        Assert.Empty(Directory.EnumerateFiles(folder.Path, "escaped.png", SearchOption.AllDirectories));
    }

    [Theory]
    [InlineData("images/P2-1.png", "which is not in the zip")]
    [InlineData("\"bbox\":[1,2,3,4]", "no box")]
    [InlineData("\"category_id\":1,", "not listed")]
    [InlineData("\"patient_pseudonym\":\"P1\",", "patient_pseudonym")]
    [InlineData("\"categories\"", "categories")]
    public void GivenSomethingMissing_WhenRead_ThenTheMessageNamesIt(string missing, string expected)
    {
        using var folder = new TemporaryFolder();
        var damaged = missing.EndsWith(".png", StringComparison.Ordinal) ? Whole : Whole.Replace(missing, missing switch
        {
            "\"bbox\":[1,2,3,4]" => "\"bbox\":[1,2,-3,4]",
            "\"category_id\":1," => "\"category_id\":9,",
            "\"categories\"" => "\"sorts\"",
            _ => "",
        }, StringComparison.Ordinal);
        var zip = missing.EndsWith(".png", StringComparison.Ordinal) ? Zip(folder, damaged, "images/P1-1.png") : Zip(folder, damaged, "images/P1-1.png", "images/P2-1.png");

        var refused = Assert.Throws<InvalidDataException>(() => ExportArchive.Read(zip, folder.File("cache")));

        Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
        Assert.Contains("export.zip", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void GivenATruncatedZip_WhenRead_ThenTheMessageSaysSo()
    {
        using var folder = new TemporaryFolder();
        var zip = Zip(folder, Whole, "images/P1-1.png", "images/P2-1.png");
        File.WriteAllBytes(zip, File.ReadAllBytes(zip)[..^40]);

        Assert.Contains("no intact export", Assert.Throws<InvalidDataException>(() => ExportArchive.Read(zip, folder.File("cache"))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("null")]
    [InlineData("{\"images\":[],\"annotations\":[],\"categories\":[]}")]
    public void GivenAnnotationsThatAreNone_WhenRead_ThenTheZipIsRefused(string json)
    {
        using var folder = new TemporaryFolder();

        Assert.Throws<InvalidDataException>(() => ExportArchive.Read(Zip(folder, json), folder.File("cache")));
    }

    private static string Zip(TemporaryFolder folder, string json, params string[] images)
    {
        var path = folder.File("export.zip");
        using var zip = ZipFile.Open(path, ZipArchiveMode.Create);
        using (var writer = new StreamWriter(zip.CreateEntry("annotations.json").Open()))
            writer.Write(json);
        using var picture = new Mat(6, 8, MatType.CV_16UC1, new Scalar(40_000));
        foreach (var image in images)
        {
            using var stream = zip.CreateEntry(image).Open();
            stream.Write(picture.ImEncode(".png"));
        }
        return path;
    }
}
