using System.CommandLine;
using System.ComponentModel;
using System.Globalization;
using System.Text.RegularExpressions;
using OxiPortal.Cli.Benchmarking.Dicom;
using OxiPortal.Codecs;
using OxiPortal.Dicom;
using OxiPortal.Dicom.Isolation;

namespace OxiPortal.Cli.Commands;

/// <summary><c>oxi bench dicom</c>: each transfer syntax, whether its pixels are right and how long they take, beside other people's decoders.</summary>
internal static partial class BenchDicomCommand
{
    public static Command Create()
    {
        var film = new Option<string>("--film") { Description = "Width x height of the synthetic film, 64 to 8192 each.", DefaultValueFactory = _ => "2048x2500", HelpName = "WxH" };
        var rounds = new Option<int>("--rounds") { Description = "Runs of each decoder; the median counts.", DefaultValueFactory = _ => 9, HelpName = "N" };
        var only = new Option<string>("--only") { Description = "Only transfer syntaxes whose name, as in the table, holds this.", DefaultValueFactory = _ => "", HelpName = "TEXT" };
        var markdown = new Option<bool>("--markdown") { Description = "Print the table as docs/transfer-syntaxes.md has it." };
        film.Validators.Add(result =>
        {
            if (Size(result.GetValueOrDefault<string>()) is null)
                result.AddError("--film must be WIDTHxHEIGHT, 64 to 8192 each.");
        });
        rounds.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > 1000)
                result.AddError("--rounds must be 1 to 1000.");
        });
        only.Validators.Add(result =>
        {
            if (Chosen(result.GetValueOrDefault<string>()).Count == 0)
                result.AddError("--only matches no transfer syntax: without it, the table names all.");
        });
        var command = new Command("dicom", "Decode a film in each transfer syntax: pixels right or wrong, and milliseconds beside DCMTK, GDCM and the native libraries.") { film, rounds, only, markdown };
        command.SetAction(async (parsed, cancel) =>
        {
            var (console, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
            try
            {
                return await RunAsync(Size(parsed.GetValue(film))!.Value, parsed.GetValue(rounds), Chosen(parsed.GetValue(only)), parsed.GetValue(markdown), console, error, cancel);
            }
            catch (OperationCanceledException) when (cancel.IsCancellationRequested)
            {
                await error.WriteLineAsync("oxi bench dicom: stopped.");
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                await error.WriteLineAsync($"oxi bench dicom: {e.Message}");
            }
            return OxiCommand.JobFailed;
        });
        return command;
    }

    private static List<BenchedSyntax> Chosen(string? text) =>
        [.. BenchedSyntax.All.Where(s => SyntaxTable.Name(s).Contains(text ?? "", StringComparison.OrdinalIgnoreCase))];

    private static async Task<int> RunAsync(
        (int Columns, int Rows) size, int rounds, List<BenchedSyntax> syntaxes, bool markdown, TextWriter console, TextWriter error, CancellationToken cancel)
    {
        using var benchmark = new DicomBenchmark(size.Rows, size.Columns, rounds);
        var rows = new List<(BenchedSyntax Syntax, SyntaxResult? Result, string Why)>();
        var progress = new ProgressLine(error, syntaxes.Count);
        var undecoded = 0;
        foreach (var syntax in syntaxes)
        {
            progress.Show(rows.Count);
            if (DicomBenchmark.Obstacle(syntax) is { } obstacle)
            {
                rows.Add((syntax, null, obstacle));
                continue;
            }
            try
            {
                rows.Add((syntax, await benchmark.MeasureAsync(syntax, cancel), ""));
            }
            catch (Exception e) when (e is InvalidOperationException or InvalidDataException or Win32Exception or CodecsUnavailableException)
            {
                rows.Add((syntax, null, e.Message.ReplaceLineEndings(" ")));
            }
            catch (Exception e) when (e is DicomException or CodecException)
            {
                // A film that a syntax's own encoder made, and that we refuse, is no better than a wrong one.
                rows.Add((syntax, null, $"NOT DECODED: {e.Message}"));
                undecoded++;
            }
        }
        progress.Clear();
        foreach (var line in SyntaxTable.Lines(rows, markdown))
            await console.WriteLineAsync(line);
        var results = rows.Select(r => r.Result).OfType<SyntaxResult>().ToArray();
        foreach (var missed in results.Where(r => r.MissesAim))
        {
            await error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                $"aim missed: {SyntaxTable.Name(missed.Syntax)}, {SyntaxTable.Bits(missed.Syntax)} bits: ratio {missed.Ratio:F2}, aim {missed.Syntax.Aim:F2}"));
        }
        var wrong = results.Count(r => !r.IsRight) + undecoded;
        if (wrong > 0)
            await error.WriteLineAsync($"oxi bench dicom: {wrong} syntaxes with wrong pixels.");
        return wrong == 0 ? OxiCommand.Success : OxiCommand.JobFailed;
    }

    private static (int Columns, int Rows)? Size(string? text)
    {
        if (SizePattern().Match(text ?? "") is not { Success: true } match)
            return null;
        var (columns, rows) = (int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture), int.Parse(match.Groups[2].ValueSpan, CultureInfo.InvariantCulture));
        return columns is >= 64 and <= 8192 && rows is >= 64 and <= 8192 ? (columns, rows) : null;
    }

    [GeneratedRegex("^([0-9]{1,4})x([0-9]{1,4})$")]
    private static partial Regex SizePattern();
}
