using System.CommandLine;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using OxiPortal.Dicom;
using OxiPortal.Dicom.Dump;
using OxiPortal.Dicom.Imaging;
using OxiPortal.Dicom.Isolation;
using OxiPortal.Dicom.Json;

namespace OxiPortal.Cli.Commands;

/// <summary><c>oxi dicom</c>: looks into DICOM files.</summary>
internal static class DicomCommand
{
    private static readonly JsonWriterOptions Indented = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Command Create() => new("dicom", "Look into DICOM files: attributes as JSON, pixels as raw values, frames as pictures.") { CreateDump(), CreatePixels(), DicomRenderCommand.Create() };

    private static Command CreateDump()
    {
        var input = FileArgument();
        var tree = new Option<bool>("--tree") { Description = "For people: an attribute a line, items indented, values shortened, pixels described." };
        var command = new Command("dump", "Print a file's data set as DICOM JSON (PS3.18 Annex F), pixel data left out.") { input, tree };
        command.SetAction((parsed, cancel) => GuardAsync(parsed, "dump", async () =>
        {
            using var file = await DicomFile.OpenAsync(parsed.GetRequiredValue(input), DicomReadLimits.Kept, cancel);
            if (parsed.GetValue(tree))
            {
                await parsed.InvocationConfiguration.Output.WriteAsync(DicomTree.Draw(file));
                return;
            }
            using var json = new MemoryStream();
            await using (var writer = new Utf8JsonWriter(json, Indented))
                DicomJson.Write(file.Dataset, writer);
            await parsed.InvocationConfiguration.Output.WriteLineAsync(Encoding.UTF8.GetString(json.GetBuffer().AsSpan(0, (int)json.Length)));
        }));
        return command;
    }

    private static Command CreatePixels()
    {
        var input = FileArgument();
        var output = new Option<string>("--out") { Description = "File for the values.", Required = true, HelpName = "RAW" };
        var command = new Command("pixels", "Write a file's stored values after decompression and before any LUT, frame after frame, little endian.") { input, output };
        command.SetAction((parsed, cancel) => GuardAsync(parsed, "pixels", async () =>
        {
            using var file = await DicomFile.OpenAsync(parsed.GetRequiredValue(input), DicomReadLimits.Kept, cancel);
            await WritePixelsAsync(file, parsed.GetRequiredValue(output), cancel);
        }));
        return command;
    }

    private static async Task WritePixelsAsync(DicomFile file, string path, CancellationToken cancel)
    {
        // Under a temporary name first: a frame that cannot be decoded leaves no half file behind.
        var temporary = path + ".part";
        using var codecs = new NativeCodecPool(new CodecOptions { Processes = 1 });
        var decoder = new PixelDecoder(codecs);
        try
        {
            await using (var target = new FileStream(temporary, FileMode.Create, FileAccess.Write))
            {
                for (var frame = 0; frame < DicomPixelData.Create(file.Dataset).NumberOfFrames; frame++)
                {
                    cancel.ThrowIfCancellationRequested();
                    await target.WriteAsync((await decoder.DecodeFrameAsync(file, frame, cancel)).ToLittleEndianBytes(), cancel);
                }
            }
            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    internal static Argument<string> FileArgument() => new("FILE") { Description = "A DICOM file." };

    internal static async Task<int> GuardAsync(ParseResult parsed, string name, Func<Task> work)
    {
        try
        {
            await work();
            return OxiCommand.Success;
        }
        catch (Exception error) when (error is DicomException or IOException or UnauthorizedAccessException or OperationCanceledException)
        {
            await parsed.InvocationConfiguration.Error.WriteLineAsync($"oxi dicom {name}: {error.Message}");
            return OxiCommand.JobFailed;
        }
    }
}
