using OxiPortal.Dicom;

namespace OxiPortal.Cli.Benchmarking.Fuzzing;

/// <summary>What a refusal must be: one sentence that repeats no text of the file.</summary>
internal static class RefusalRules
{
    private const int MostLetters = 400;
    // Shorter ones, and numbers, turn up in sentences by themselves.
    private const int LeastText = 6;

    /// <summary>Names, numbers and descriptions of the file that no sentence may hold.</summary>
    public static IReadOnlyList<string> TextsOf(DicomDataset dataset) => [.. dataset
        .Where(i => i.VR is DicomVR.PN or DicomVR.LO or DicomVR.SH or DicomVR.LT or DicomVR.ST)
        .SelectMany(i => dataset.GetStrings(i.Tag)).SelectMany(t => t.Split('^')).Where(t => t.Length >= LeastText && t.Any(char.IsLetter)).Distinct()];

    /// <exception cref="FindingException">It is none.</exception>
    public static void Check(DicomException refusal, IReadOnlyList<string> texts)
    {
        var sentence = refusal.Message;
        if (sentence.Length is 0 or > MostLetters || !sentence.EndsWith('.') || sentence.Any(char.IsControl))
            throw new FindingException("a refusal is no sentence");
        if (string.IsNullOrEmpty(refusal.Code))
            throw new FindingException("a refusal has no code");
        // The attribute's name is the dictionary's: "PrivateCreatorReference" repeats no "PRIVATE" of the file.
        if (refusal.Tag is { } tag && DicomDictionary.Find(tag) is { } entry)
            sentence = sentence.Replace(entry.Keyword, "", StringComparison.Ordinal);
        if (texts.Any(t => sentence.Contains(t, StringComparison.OrdinalIgnoreCase)))
            throw new FindingException("a refusal repeats a text of the file");
    }
}
