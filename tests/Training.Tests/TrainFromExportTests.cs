using System.IO.Compression;
using OpenCvSharp;
using OxiPortal.Dicom.Synthetic;
using OxiPortal.Inference.Models;
using OxiPortal.Training.Commands;

namespace OxiPortal.Training.Tests;

public class TrainFromExportTests
{
    [Fact]
    public async Task GivenAnExportOfOneFilm_WhenTrainedOnAndResumed_ThenAModelWithItsCardComesOut()
    {
        using var folder = new TemporaryFolder();
        var zip = Export(folder.File("export.zip"));
        string[] command = ["train", "irregularities", "--data", zip, "--out", folder.File("out"), "--images", "12", "--threads", "1"];
        using var errors = new StringWriter();

        Assert.Equal(0, await TrainingCommands.Run(command, TextWriter.Null, errors, TimeProvider.System));
        var first = ModelCard.Load(folder.File("out/irregularities.json"));
        Assert.Equal(0, await TrainingCommands.Run([.. command, "--resume"], TextWriter.Null, errors, TimeProvider.System));

        Assert.Empty(errors.ToString());
        Assert.Equal(first.Sha256, ModelCard.HashOf(first.ReadModel(folder.File("out"))));
        Assert.Equal(first.Sha256, ModelCard.Load(folder.File("out/irregularities.json")).Sha256);
        Assert.Contains(first.Data, d => d is { Name: "export", Films: 1 });
        Assert.Contains("Started from the model", first.Training!.Notes, StringComparison.Ordinal);
    }

    private static string Export(string path)
    {
        const int Side = 700;
        var drawn = SyntheticRadiograph.Draw(
            new SyntheticFilmOptions { Seed = 4, Rows = Side, Columns = Side, PixelSpacingMm = 0.175 * 2048 / Side });
        using var zip = ZipFile.Open(path, ZipArchiveMode.Create);
        using (var writer = new StreamWriter(zip.CreateEntry("annotations.json").Open()))
        {
            writer.Write("""
                {"images":[{"id":1,"file_name":"images/P1-1.png","width":700,"height":700,"patient_pseudonym":"P1","fully_read":true}],
                 "annotations":[{"id":1,"image_id":1,"category_id":1,"bbox":[180,250,40,40]}],
                 "rejected":[{"id":1,"image_id":1,"category_id":1,"bbox":[480,250,40,40]}],
                 "categories":[{"id":1,"name":"Nodule","code":"27925004","scheme":"SCT"}]}
                """);
        }
        using var picture = Mat.FromPixelData(Side, Side, MatType.CV_16UC1, drawn.Pixels);
        using var stream = zip.CreateEntry("images/P1-1.png").Open();
        stream.Write(picture.ImEncode(".png"));
        return path;
    }
}
