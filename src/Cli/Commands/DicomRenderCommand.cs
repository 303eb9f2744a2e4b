using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using OxiPortal.Dicom;
using OxiPortal.Dicom.Imaging;
using OxiPortal.Dicom.Isolation;

namespace OxiPortal.Cli.Commands;

/// <summary><c>oxi dicom render</c>: a frame as a viewer shows it.</summary>
internal static class DicomRenderCommand
{
    public static Command Create()
    {
        var input = DicomCommand.FileArgument();
        var output = new Option<string>("--out") { Description = "File for the picture.", Required = true, HelpName = "PNG" };
        var frame = new Option<int>("--frame") { Description = "Which frame, from 1.", HelpName = "N", DefaultValueFactory = _ => 1 };
        var window = new Option<VoiWindow?>("--window") { Description = "A window of one's own: centre and width (LINEAR).", HelpName = "C,W", CustomParser = ParseWindow };
        var voi = new Option<int?>("--voi") { Description = "Which of the film's windows, then its VOI LUTs, from 1. Without: the first, or an automatic one.", HelpName = "N" };
        var overlays = new Option<bool>("--overlays") { Description = "Draw the film's overlays." };
        frame.Validators.Add(AtLeastOne);
        voi.Validators.Add(AtLeastOne);
        var command = new Command("render", "Write a frame as an 8-bit PNG, as a viewer shows it.") { input, output, frame, window, voi, overlays };
        command.Validators.Add(result =>
        {
            if (result.GetResult(window) is { Implicit: false } && result.GetResult(voi) is { Implicit: false })
                result.AddError("--window and --voi exclude each other.");
        });
        command.SetAction((parsed, cancel) => DicomCommand.GuardAsync(parsed, "render", async () =>
        {
            var options = new DisplayOptions
            {
                FrameIndex = parsed.GetValue(frame) - 1,
                Window = parsed.GetValue(window),
                Voi = parsed.GetValue(voi),
                Overlays = parsed.GetValue(overlays),
            };
            var file = await DicomFile.OpenAsync(parsed.GetRequiredValue(input), cancel: cancel);
            using var codecs = new NativeCodecPool(new CodecOptions { Processes = 1 });
            // Whole before it is written: a frame that cannot be shown leaves no file.
            var png = (await DisplayPipeline.RenderAsync(file, new PixelDecoder(codecs), options, cancel)).ToPng();
            await File.WriteAllBytesAsync(parsed.GetRequiredValue(output), png, cancel);
        }));
        return command;
    }

    private static void AtLeastOne(OptionResult result)
    {
        if (result.Tokens is [var token] && (!int.TryParse(token.Value, CultureInfo.InvariantCulture, out var number) || number < 1))
            result.AddError($"{result.Option.Name} takes a number from 1.");
    }

    private static VoiWindow? ParseWindow(ArgumentResult result)
    {
        var parts = result.Tokens.Count == 1 ? result.Tokens[0].Value.Split(',') : [];
        if (parts.Length == 2 && double.TryParse(parts[0], CultureInfo.InvariantCulture, out var center)
            && double.TryParse(parts[1], CultureInfo.InvariantCulture, out var width) && double.IsFinite(center) && double.IsFinite(width) && width >= 1)
            return new VoiWindow(center, width);
        result.AddError("--window takes a centre and a width of at least 1, as in 2048,4096.");
        return null;
    }
}
