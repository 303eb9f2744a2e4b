using System.Buffers.Binary;
using System.Text;
using OxiPortal.Dicom;

namespace OxiPortal.Infrastructure.Tests.Support;

/// <summary>A small film by description: what a test does not say is a plain frontal radiograph of its own study and patient.</summary>
public sealed record TestFilm
{
    private static int s_last;

    private static string Uid(string kind) => $"1.2.826.0.1.3680043.10.1511.{kind}.{Interlocked.Increment(ref s_last)}";

    public string PatientId { get; init; } = $"PID-{Interlocked.Increment(ref s_last)}";
    public string? Issuer { get; init; }
    public string PatientName { get; init; } = "Doe^Jane";
    public string? BirthDate { get; init; } = "19650412";
    public string? Sex { get; init; } = "F";
    public string Study { get; init; } = Uid("1");
    public string Series { get; init; } = Uid("2");
    public string Instance { get; init; } = Uid("3");
    public string? StudyDate { get; init; } = "20260301";
    public string SopClass { get; init; } = SopClasses.DigitalXRayForPresentation;
    public string Modality { get; init; } = "DX";
    public string ViewPosition { get; init; } = "PA";
    public string Photometric { get; init; } = "MONOCHROME2";
    public bool BurnedIn { get; init; }
    public int Rows { get; init; } = 40;
    public int Columns { get; init; } = 60;

    /// <summary>The stored 12-bit value of a pixel, by column and row.</summary>
    public Func<int, int, int> Pixel { get; init; } = (x, y) => (x * 50 + y * 13) % 4096;

    public byte[] ToBytes()
    {
        var dataset = new DicomDataset();
        Add(DicomTags.SOPClassUID, SopClass);
        Add(DicomTags.SOPInstanceUID, Instance);
        Add(DicomTags.StudyInstanceUID, Study);
        Add(DicomTags.SeriesInstanceUID, Series);
        Add(DicomTags.PatientID, PatientId);
        Add(DicomTags.IssuerOfPatientID, Issuer);
        Add(DicomTags.PatientName, PatientName);
        Add(DicomTags.PatientBirthDate, BirthDate);
        Add(DicomTags.PatientSex, Sex);
        Add(DicomTags.StudyDate, StudyDate);
        Add(DicomTags.StudyTime, "093015");
        Add(DicomTags.StudyDescription, "Chest routine");
        Add(DicomTags.AccessionNumber, "ACC-" + Study[^3..]);
        Add(DicomTags.Modality, Modality);
        Add(DicomTags.ViewPosition, ViewPosition);
        Add(DicomTags.BurnedInAnnotation, BurnedIn ? "YES" : "NO");
        Add(DicomTags.PhotometricInterpretation, Photometric);
        dataset.AddOrUpdate(DicomTags.PatientOrientation, "L", "F");
        dataset.AddOrUpdate(DicomTags.PixelSpacing, "0.2", "0.25");
        dataset.AddOrUpdate(DicomTags.SamplesPerPixel, (ushort)1);
        dataset.AddOrUpdate(DicomTags.Rows, (ushort)Rows);
        dataset.AddOrUpdate(DicomTags.Columns, (ushort)Columns);
        dataset.AddOrUpdate(DicomTags.BitsAllocated, (ushort)16);
        dataset.AddOrUpdate(DicomTags.BitsStored, (ushort)12);
        dataset.AddOrUpdate(DicomTags.HighBit, (ushort)11);
        dataset.AddOrUpdate(DicomTags.PixelRepresentation, (ushort)0);
        var pixels = new byte[Rows * Columns * 2];
        for (var y = 0; y < Rows; y++)
        {
            for (var x = 0; x < Columns; x++)
                BinaryPrimitives.WriteUInt16LittleEndian(pixels.AsSpan((y * Columns + x) * 2), (ushort)Pixel(x, y));
        }
        dataset.AddOrUpdate(new DicomElement(DicomTags.PixelData, DicomVR.OW, pixels));
        return new DicomFile(dataset).ToBytes().ToArray();

        void Add(DicomTag tag, string? value)
        {
            if (value is null)
                return;
            // As raw bytes: what others send need not be what we would write.
            var bytes = Encoding.ASCII.GetBytes(value);
            var vr = DicomDictionary.Find(tag)!.VR;
            dataset.AddOrUpdate(new DicomElement(tag, vr, bytes.Length % 2 == 0 ? bytes : [.. bytes, (byte)(vr == DicomVR.UI ? 0 : ' ')]));
        }
    }
}
