using System.Globalization;
using System.Runtime.InteropServices;

namespace OxiPortal.Dicom.Synthetic;

/// <summary>Puts a synthetic film into a Digital X-Ray Image, PS3.3 A.26.</summary>
internal static class SyntheticDicom
{
    public static DicomFile Build(SyntheticRadiograph film, SyntheticStudy study, string viewPosition, int instanceNumber, int bitsStored)
    {
        var options = film.Options;
        var seed = string.Create(CultureInfo.InvariantCulture, $"oxiportal/synthetic/{study.UidSeed}");
        var date = study.Taken.ToString("yyyyMMdd", CultureInfo.InvariantCulture);
        var time = study.Taken.ToString("HHmmss", CultureInfo.InvariantCulture);
        var spacing = options.PixelSpacingMm.ToString("0.#####", CultureInfo.InvariantCulture);
        var lateral = viewPosition is "LL" or "RL" or "LATERAL";
        var most = (1 << bitsStored) - 1;

        var dataset = new DicomDataset()
            .AddOrUpdate(DicomTags.SpecificCharacterSet, "ISO_IR 192")
            .AddOrUpdate(DicomTags.ImageType, "ORIGINAL", "PRIMARY")
            .AddOrUpdate(DicomTags.SOPClassUID, SopClasses.DigitalXRayForPresentation)
            .AddOrUpdate(DicomTags.SOPInstanceUID, DicomUidGenerator.FromName(string.Create(
                CultureInfo.InvariantCulture, $"{seed}/{options.Seed}/{options.Rows}x{options.Columns}/{viewPosition}/{instanceNumber}")))
            .AddOrUpdate(DicomTags.StudyDate, date)
            .AddOrUpdate(DicomTags.SeriesDate, date)
            .AddOrUpdate(DicomTags.AcquisitionDate, date)
            .AddOrUpdate(DicomTags.ContentDate, date)
            .AddOrUpdate(DicomTags.StudyTime, time)
            .AddOrUpdate(DicomTags.SeriesTime, time)
            .AddOrUpdate(DicomTags.AcquisitionTime, time)
            .AddOrUpdate(DicomTags.ContentTime, time)
            .AddOrUpdate(DicomTags.AccessionNumber, study.PatientId.Replace("DEMO", "ACC", StringComparison.Ordinal))
            .AddOrUpdate(DicomTags.Modality, "DX")
            .AddOrUpdate(DicomTags.PresentationIntentType, "FOR PRESENTATION")
            .AddOrUpdate(DicomTags.Manufacturer, "OxiPortal")
            .AddOrUpdate(DicomTags.InstitutionName, "Synthetic films, no patients")
            .AddOrUpdate(DicomTags.ReferringPhysicianName, Array.Empty<string>())
            .AddOrUpdate(DicomTags.StudyDescription, study.Description)
            .AddOrUpdate(DicomTags.SeriesDescription, lateral ? "Chest lateral" : "Chest " + viewPosition)
            .AddOrUpdate(DicomTags.AnatomicRegionSequence, new DicomDataset()
                .AddOrUpdate(DicomTags.CodeValue, "51185008")
                .AddOrUpdate(DicomTags.CodingSchemeDesignator, "SCT")
                .AddOrUpdate(DicomTags.CodeMeaning, "Chest"))
            .AddOrUpdate(DicomTags.PatientName, study.PatientName)
            .AddOrUpdate(DicomTags.PatientID, study.PatientId)
            .AddOrUpdate(DicomTags.PatientBirthDate, study.BirthDate is { } born ? [born.ToString("yyyyMMdd", CultureInfo.InvariantCulture)] : Array.Empty<string>())
            .AddOrUpdate(DicomTags.PatientSex, study.Sex)
            .AddOrUpdate(DicomTags.BodyPartExamined, "CHEST")
            .AddOrUpdate(DicomTags.ImagerPixelSpacing, spacing, spacing)
            .AddOrUpdate(DicomTags.DetectorType, "DIRECT")
            .AddOrUpdate(DicomTags.PositionerType, Array.Empty<string>())
            .AddOrUpdate(DicomTags.AcquisitionDeviceProcessingDescription, Array.Empty<string>())
            .AddOrUpdate(DicomTags.ViewPosition, viewPosition)
            .AddOrUpdate(DicomTags.StudyInstanceUID, DicomUidGenerator.FromName(seed))
            .AddOrUpdate(DicomTags.SeriesInstanceUID, DicomUidGenerator.FromName(seed + "/series/" + viewPosition))
            .AddOrUpdate(DicomTags.StudyID, "1")
            .AddOrUpdate(DicomTags.SeriesNumber, 1)
            .AddOrUpdate(DicomTags.InstanceNumber, instanceNumber)
            .AddOrUpdate(DicomTags.PatientOrientation, lateral ? "A" : "L", "F")
            .AddOrUpdate(DicomTags.ImageLaterality, "U")
            .AddOrUpdate(DicomTags.SamplesPerPixel, 1)
            .AddOrUpdate(DicomTags.PhotometricInterpretation, options.Monochrome1 ? "MONOCHROME1" : "MONOCHROME2")
            .AddOrUpdate(DicomTags.Rows, options.Rows)
            .AddOrUpdate(DicomTags.Columns, options.Columns)
            .AddOrUpdate(DicomTags.PixelSpacing, spacing, spacing)
            .AddOrUpdate(DicomTags.BitsAllocated, 16)
            .AddOrUpdate(DicomTags.BitsStored, bitsStored)
            .AddOrUpdate(DicomTags.HighBit, bitsStored - 1)
            .AddOrUpdate(DicomTags.PixelRepresentation, 0)
            .AddOrUpdate(DicomTags.PixelIntensityRelationship, "LOG")
            .AddOrUpdate(DicomTags.PixelIntensityRelationshipSign, options.Monochrome1 ? 1 : -1)
            .AddOrUpdate(DicomTags.BurnedInAnnotation, "NO")
            .AddOrUpdate(DicomTags.LossyImageCompression, "00")
            .AddOrUpdate(DicomTags.RescaleIntercept, 0)
            .AddOrUpdate(DicomTags.RescaleSlope, 1)
            .AddOrUpdate(DicomTags.RescaleType, "US")
            .AddOrUpdate(DicomTags.WindowCenter, (most + 1) / 2)
            .AddOrUpdate(DicomTags.WindowWidth, most + 1)
            .AddOrUpdate(DicomTags.PresentationLUTShape, options.Monochrome1 ? "INVERSE" : "IDENTITY");
        return new DicomFile(dataset.AddOrUpdate(new DicomElement(DicomTags.PixelData, DicomVR.OW, MemoryMarshal.AsBytes(film.Pixels.AsSpan()).ToArray())));
    }
}
