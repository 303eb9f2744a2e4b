namespace OxiPortal.Dicom.Imaging;

/// <summary>From which side a film was taken, as far as its header says.</summary>
public enum FilmViewKind
{
    Unknown,
    Frontal,
    Lateral,
    Oblique,

    /// <summary>The patient lies on one side: frontal by its rays, but the lungs look otherwise.</summary>
    Decubitus,
}

/// <summary>Reads the view from what headers really hold.</summary>
public static class FilmView
{
    /// <summary>
    /// By View Position (0018,5101), PS3.3 C.8.11.5 and C.8.1.1; else by the view's code meaning, by the patient's orientation (a
    /// lateral's rows point to front or back), and last by the words of the series description.
    /// </summary>
    public static FilmViewKind Of(DicomDataset dataset)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        var kind = OfWords(dataset.GetString(DicomTags.ViewPosition));
        if (kind == FilmViewKind.Unknown && dataset.GetSequence(DicomTags.ViewCodeSequence) is [var code, ..])
            kind = OfWords(code.GetString(DicomTags.CodeMeaning));
        if (kind == FilmViewKind.Unknown && dataset.GetStrings(DicomTags.PatientOrientation) is [var row, var column])
            kind = row is ['A' or 'P', ..] || column is ['A' or 'P', ..] ? FilmViewKind.Lateral : kind;
        return kind == FilmViewKind.Unknown ? OfWords(dataset.GetString(DicomTags.SeriesDescription)) : kind;
    }

    private static FilmViewKind OfWords(string? text)
    {
        var words = (text ?? "").ToUpperInvariant().Split([' ', '-', '_', '.', ',', '/', '\\', '(', ')'], StringSplitOptions.RemoveEmptyEntries);
        var kind = FilmViewKind.Unknown;
        foreach (var word in words)
        {
            switch (word)
            {
                // A description that names both views ("PA AND LATERAL") says nothing against a frontal one.
                case "AP" or "PA" or "FRONTAL" or "POSTEROANTERIOR" or "ANTEROPOSTERIOR" or "POSTERO" or "ANTERO":
                    return FilmViewKind.Frontal;
                case "RLD" or "LLD" or "DECUBITUS":
                    kind = FilmViewKind.Decubitus;
                    break;
                case "RLO" or "LLO" or "RAO" or "LAO" or "RPO" or "LPO" or "OBLIQUE":
                    kind = FilmViewKind.Oblique;
                    break;
                case "LL" or "RL" or "LAT" or "LATERAL" or "LLAT" or "RLAT" when kind == FilmViewKind.Unknown:
                    kind = FilmViewKind.Lateral;
                    break;
            }
        }
        return kind;
    }
}
