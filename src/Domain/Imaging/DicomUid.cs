using System.Diagnostics.CodeAnalysis;

namespace OxiPortal.Domain.Imaging;

/// <summary>The form of a DICOM unique identifier. PS3.5 section 9.1.</summary>
public static class DicomUid
{
    public const int MaxLength = 64;

    /// <summary>
    /// True where the text is digits and single dots, at most 64 characters. Leading zeros within a component are let
    /// through although PS3.5 forbids them: real archives hold such instances, and rewriting an identity loses it.
    /// </summary>
    public static bool IsValid([NotNullWhen(true)] string? text)
    {
        if (string.IsNullOrEmpty(text) || text.Length > MaxLength || text[0] == '.' || text[^1] == '.')
            return false;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '.' ? text[i - 1] == '.' : !char.IsAsciiDigit(text[i]))
                return false;
        }
        return true;
    }

    /// <summary>The text, if it is a UID.</summary>
    /// <exception cref="FormatException">It is not: the message names it.</exception>
    public static string Require(string? text) =>
        IsValid(text) ? text : throw new FormatException($"'{text}' is not a DICOM UID (digits and dots, at most {MaxLength} characters).");
}
