using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using OxiPortal.Dicom.Json;
using OxiPortal.Dicom.Tests.Making;

namespace OxiPortal.Dicom.Tests;

/// <summary>The DICOM JSON model, PS3.18 annex F.</summary>
public class DicomJsonTests
{
    [Fact]
    public void GivenAttributesOfManyKinds_WhenWritten_ThenTheyFollowTheModel()
    {
        var dataset = new DicomDataset()
            .AddOrUpdate(DicomTags.SpecificCharacterSet, "ISO_IR 192")
            .AddOrUpdate(DicomTags.ImageType, "ORIGINAL", "", "AXIAL")
            .AddOrUpdate(DicomTags.PatientName, "Yamada^Tarou=山田^太郎")
            .AddOrUpdate(DicomTags.PatientID, Array.Empty<string>())
            .AddOrUpdate(DicomTags.PixelSpacing, "0.175", "1e-1")
            .AddOrUpdate(DicomTags.InstanceNumber, "7")
            .AddOrUpdate(DicomTags.Rows, 512)
            .AddOrUpdate(DicomTags.FrameIncrementPointer, DicomTags.FrameTime)
            .AddOrUpdate(DicomTags.ProcedureCodeSequence, new DicomDataset().AddOrUpdate(DicomTags.CodeValue, "A"))
            .AddOrUpdate(new DicomElement(new DicomTag(0x0011, 0x1001), DicomVR.UN, new byte[] { 1, 2, 3 }))
            .AddOrUpdate(new DicomElement(DicomTags.PixelData, DicomVR.OW, new byte[] { 1, 2 }));
        var expected = """
            {
              "00080005": { "vr": "CS", "Value": ["ISO_IR 192"] },
              "00080008": { "vr": "CS", "Value": ["ORIGINAL", null, "AXIAL"] },
              "00081032": { "vr": "SQ", "Value": [{ "00080100": { "vr": "SH", "Value": ["A"] } }] },
              "00100010": { "vr": "PN", "Value": [{ "Alphabetic": "Yamada^Tarou", "Ideographic": "山田^太郎" }] },
              "00100020": { "vr": "LO" },
              "00111001": { "vr": "UN", "InlineBinary": "AQID" },
              "00200013": { "vr": "IS", "Value": [7] },
              "00280009": { "vr": "AT", "Value": ["00181063"] },
              "00280010": { "vr": "US", "Value": [512] },
              "00280030": { "vr": "DS", "Value": [0.175, 0.1] }
            }
            """;
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), JsonNode.Parse(Write(dataset))), Write(dataset));
    }

    [Fact]
    public void GivenAddressesForBulkData_WhenWritten_ThenPixelsAndTheirPathsAreNamed()
    {
        var dataset = TestFilm.Native(TestFilm.DataSet(1, 1, 16, 12), [1]).Dataset
            .AddOrUpdate(DicomTags.IconImageSequence, new DicomDataset().AddOrUpdate(new DicomElement(DicomTags.PixelData, DicomVR.OB, new byte[] { 0 })));
        var json = JsonNode.Parse(Write(dataset, new DicomJsonOptions { BulkDataUri = path => "../bulk/" + path }))!;
        Assert.Equal("../bulk/7FE00010", (string?)json["7FE00010"]!["BulkDataURI"]);
        Assert.Equal("../bulk/00880200/0/7FE00010", (string?)json["00880200"]!["Value"]![0]!["7FE00010"]!["BulkDataURI"]);
    }

    private static string Write(DicomDataset dataset, DicomJsonOptions? options = null)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
            DicomJson.Write(dataset, writer, options);
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
