namespace OxiPortal.Infrastructure.Worklists;

internal static class PatientNames
{
    /// <summary>
    /// A DICOM person name as people write it: "Doe^Jane" becomes "Doe, Jane". The first component group that is not empty is taken
    /// (PS3.5 6.2.1.1); within it family, given and middle name.
    /// </summary>
    public static string Display(string? dicomName)
    {
        var group = (dicomName ?? "").Split('=').Select(g => g.Trim(' ', '^')).FirstOrDefault(g => g.Length > 0);
        if (group is null)
            return "(no name)";
        var parts = group.Split('^').Select(p => p.Trim()).ToArray();
        var given = string.Join(' ', parts.Skip(1).Take(2).Where(p => p.Length > 0));
        return (parts[0], given) switch
        {
            (var family, "") => family,
            ("", _) => given,
            var (family, _) => $"{family}, {given}",
        };
    }
}
