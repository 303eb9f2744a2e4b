using System.Text.RegularExpressions;

namespace OxiPortal.Architecture.Tests;

/// <summary>Log messages are found by their numbers: each has one, and it is its own. docs/observability.md lists the ranges.</summary>
public sealed partial class LogTests
{
    private static readonly IReadOnlyList<(string File, string Text)> Sources = [.. Directory
        .EnumerateFiles(Path.Combine(SourceTree.Root, "src"), "*.cs", SearchOption.AllDirectories)
        .Where(f => !f.Contains("node_modules", StringComparison.Ordinal) && !f.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
        .Select(f => (Path.GetRelativePath(SourceTree.Root, f), File.ReadAllText(f)))];

    [Fact]
    public void EveryMessageHasANumberOfItsOwn()
    {
        var messages = Sources.SelectMany(s => Message().Matches(s.Text).Select(m => (s.File, Number: Number().Match(m.Groups[1].Value)))).ToList();

        Assert.True(messages.Count > 20, "The messages were not found.");
        Assert.Equal([], messages.Where(m => !m.Number.Success).Select(m => m.File));
        Assert.Equal([], messages.GroupBy(m => m.Number.Groups[1].Value).Where(g => g.Count() > 1)
            .Select(g => $"{g.Key}: {string.Join(", ", g.Select(m => m.File).Distinct())}"));
    }

    [Fact]
    public void EveryNumberLiesInADocumentedRange()
    {
        var ranges = Range().Matches(File.ReadAllText(Path.Combine(SourceTree.Root, "docs", "observability.md")))
            .Select(m => (From: int.Parse(m.Groups[1].ValueSpan), To: int.Parse(m.Groups[2].ValueSpan))).ToList();
        var numbers = Sources.SelectMany(s => Message().Matches(s.Text)).Select(m => Number().Match(m.Groups[1].Value)).Where(n => n.Success)
            .Select(n => int.Parse(n.Groups[1].ValueSpan));

        Assert.NotEmpty(ranges);
        Assert.Equal([], numbers.Where(n => !ranges.Exists(r => r.From <= n && n <= r.To)));
    }

    [Fact]
    public void NothingIsLoggedWithoutANumber() =>
        Assert.Equal([], Sources.Where(s => Unnumbered().IsMatch(s.Text)).Select(s => s.File));

    [GeneratedRegex(@"\[LoggerMessage\(([^\]]*)\)\]", RegexOptions.Singleline)]
    private static partial Regex Message();

    [GeneratedRegex(@"^\s*(?:EventId\s*=\s*)?([0-9]+)")]
    private static partial Regex Number();

    [GeneratedRegex(@"^\| ([0-9]{4}) to ([0-9]{4}) \|", RegexOptions.Multiline)]
    private static partial Regex Range();

    [GeneratedRegex(@"\.Log(Trace|Debug|Information|Warning|Error|Critical)\(")]
    private static partial Regex Unnumbered();
}
