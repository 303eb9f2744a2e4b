namespace OxiPortal.Dicom.Text;

/// <summary>Person names, PS3.5 section 6.2.1.1: family^given^middle^prefix^suffix, up to three groups joined by "=".</summary>
public static class PersonName
{
    /// <summary>"Doe, Jane": the first group that is not empty, family name first. Empty for an empty name.</summary>
    public static string Display(string? personName)
    {
        var group = (personName ?? "").Split('=').FirstOrDefault(g => g.Trim('^', ' ').Length > 0) ?? "";
        var parts = group.Split('^').Select(p => p.Trim()).ToArray();
        string Part(int index) => index < parts.Length ? parts[index] : "";
        var given = string.Join(' ', new[] { Part(3), Part(1), Part(2), Part(4) }.Where(p => p.Length > 0));
        return (Part(0), given) switch
        {
            ("", _) => given,
            (var family, "") => family,
            var (family, first) => $"{family}, {first}",
        };
    }
}
