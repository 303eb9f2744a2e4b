using System.Globalization;

namespace OxiPortal.Cli.Benchmarking.Dicom;

/// <summary>The results as a table, for people or for the docs.</summary>
internal static class SyntaxTable
{
    private static readonly string[] Titles = ["Transfer syntax", "Bits", "KB", "Ours, ms", "Beside", "Theirs, ms", "Ratio", "Exact"];

    /// <param name="rows">Of each syntax what was measured, or why nothing was.</param>
    /// <param name="markdown">A table of Markdown rather than of columns.</param>
    public static IEnumerable<string> Lines(IReadOnlyList<(BenchedSyntax Syntax, SyntaxResult? Result, string Why)> rows, bool markdown)
    {
        string[][] cells = [Titles, .. rows.Select(r => r.Result is { } result ? Cells(result) : Cells(r.Syntax, r.Why))];
        if (markdown)
        {
            yield return Row(cells[0]);
            yield return "| --- | --- | ---: | ---: | --- | ---: | ---: | --- |";
            foreach (var row in cells[1..])
                yield return Row(row);
            yield break;
        }
        var widths = Enumerable.Range(0, Titles.Length).Select(i => cells.Max(row => row[i].Length)).ToArray();
        foreach (var row in cells)
            yield return string.Join("  ", row.Select((cell, i) => i is 2 or 3 or 5 or 6 ? cell.PadLeft(widths[i]) : cell.PadRight(widths[i]))).TrimEnd();
    }

    private static string Row(string[] cells) => $"| {string.Join(" | ", cells)} |";

    private static string[] Cells(SyntaxResult result)
    {
        var invariant = CultureInfo.InvariantCulture;
        return
        [
            Name(result.Syntax), Bits(result.Syntax), (result.Bytes / 1000).ToString(invariant), result.OurMs.ToString("F1", invariant),
            result.Syntax.IsNative ? "the library itself" : result.Syntax.Decoder[0], result.TheirMs.ToString("F1", invariant),
            result.Ratio?.ToString("F2", invariant) ?? "-",
            (result.IsRight, result.Farthest) switch
            {
                (false, _) => $"WRONG: {result.Farthest} levels off",
                (_, 0) => result.Syntax.IsLossless ? "equal" : $"equal to {result.Syntax.Decoder[0]}",
                _ => $"within 1 level of {result.Syntax.Decoder[0]}",
            },
        ];
    }

    private static string[] Cells(BenchedSyntax syntax, string why) => [Name(syntax), Bits(syntax), "", "", "", "", "", why];

    /// <summary>The syntax by its name, with what more there is to say of it.</summary>
    public static string Name(BenchedSyntax syntax) => syntax.Note.Length == 0 ? syntax.Syntax.Name : $"{syntax.Syntax.Name}, {syntax.Note}";

    public static string Bits(BenchedSyntax syntax) => syntax.Bits.ToString(CultureInfo.InvariantCulture) + (syntax.IsSigned ? " signed" : "");
}
