using System.CommandLine;
using System.Globalization;
using OxiPortal.Dicom.Imaging;
using OxiPortal.Dicom.Isolation;
using OxiPortal.Inference.Models;
using OxiPortal.Inference.Output;
using OxiPortal.Inference.Pipeline;

namespace OxiPortal.Cli.Commands;

/// <summary><c>oxi analyze</c>: films to JSON, region maps and heat maps.</summary>
internal static class AnalyzeCommand
{
    public static Command Create()
    {
        var inputs = new Argument<string[]>("INPUT")
        {
            Description = "DICOM, PNG or JPEG files, or folders of them (sub-folders are kept in the output folder).",
            Arity = ArgumentArity.OneOrMore,
        };
        var output = new Option<string>("--out") { Description = "Folder for the results.", Required = true, HelpName = "DIR" };
        var options = new ModelOptions();
        var command = new Command("analyze", "Analyse films: findings as JSON, regions and heat map as PNG.") { inputs, output };
        options.AddTo(command);
        command.SetAction(async (parsed, cancel) =>
        {
            var (console, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
            IReadOnlyList<AnalysisInput> files;
            try
            {
                files = AnalysisInputs.Find(parsed.GetRequiredValue(inputs), parsed.GetRequiredValue(output));
            }
            catch (InputException e)
            {
                await error.WriteLineAsync($"oxi analyze: {e.Message}");
                return OxiCommand.WrongArguments;
            }
            try
            {
                using var pipeline = new AnalysisPipeline(options.Load(parsed, error));
                return await RunAsync(files, pipeline, console, error, cancel);
            }
            catch (Exception e) when (e is ModelFileException or DeviceUnavailableException or IOException or UnauthorizedAccessException)
            {
                await error.WriteLineAsync($"oxi analyze: {e.Message}");
                return OxiCommand.JobFailed;
            }
        });
        return command;
    }

    private static async Task<int> RunAsync(
        IReadOnlyList<AnalysisInput> files, AnalysisPipeline pipeline, TextWriter console, TextWriter error, CancellationToken cancel)
    {
        var progress = new ProgressLine(error, files.Count);
        var (analysed, refused) = (0, 0);
        try
        {
            using var codecs = new NativeCodecPool();
            await FolderAnalysis.RunAsync(files, new PixelDecoder(codecs), pipeline, Done, cancel);
        }
        catch (OperationCanceledException)
        {
            progress.Clear();
            await error.WriteLineAsync($"oxi analyze: stopped after {analysed + refused} of {files.Count}; their results are written.");
            return OxiCommand.JobFailed;
        }
        progress.Clear();
        await console.WriteLineAsync($"{analysed} analysed, {refused} not analysed");
        return refused == 0 ? OxiCommand.Success : OxiCommand.JobFailed;

        void Done(AnalysedInput input)
        {
            progress.Clear();
            if (input.Result is { } result)
            {
                analysed++;
                console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"{input.Input.Path}: score {result.AbnormalityScore:F2}, findings {result.Irregularities.Count}, {result.TimingsMs.Total:F0} ms"));
            }
            else
            {
                refused++;
                error.WriteLine($"{input.Input.Path}: {input.Refusal!.Sentence} ({input.Refusal.Code})");
            }
            progress.Show(analysed + refused);
        }
    }
}
