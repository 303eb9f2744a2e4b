using System.Globalization;
using System.Net.Mime;
using System.Text;
using System.Text.Json;
using OxiPortal.Dicom;
using OxiPortal.Dicom.Imaging;
using OxiPortal.Dicom.Isolation;
using OxiPortal.Dicom.Json;
using OxiPortal.Domain.Detection;
using OxiPortal.Domain.Imaging;
using OxiPortal.Infrastructure.Worklists;
using OxiPortal.Portal.Accounts;

namespace OxiPortal.Portal.Api.Wado;

/// <summary>The part of WADO-RS that a viewer needs: metadata and frames. PS3.18 section 10.4.</summary>
public static class WadoEndpoints
{
    private const string DicomJsonType = "application/dicom+json";
    private const string OctetStream = MediaTypeNames.Application.Octet;

    public static void MapWado(this IEndpointRouteBuilder endpoints)
    {
        var wado = endpoints.MapGroup("/dicomweb/studies/{study}")
            .RequireAuthorization(PortalPolicies.ViewStudies)
            .AddEndpointFilter<AccessDeniedFilter>()
            .AddEndpointFilter<LostFileFilter>();
        wado.MapGet("/metadata", (HttpContext c, OpenStudy s, OpenInstance i, string study, CancellationToken cancel) =>
            MetadataAsync(c, s, i, study, null, null, cancel));
        wado.MapGet("/series/{series}/metadata", (HttpContext c, OpenStudy s, OpenInstance i, string study, string series, CancellationToken cancel) =>
            MetadataAsync(c, s, i, study, series, null, cancel));
        wado.MapGet("/series/{series}/instances/{instance}/metadata",
            (HttpContext c, OpenStudy s, OpenInstance i, string study, string series, string instance, CancellationToken cancel) =>
                MetadataAsync(c, s, i, study, series, instance, cancel));
        wado.MapGet("/series/{series}/instances/{instance}/frames/{frames}", FramesAsync);
    }

    private static async Task<IResult> MetadataAsync(
        HttpContext context, OpenStudy openStudy, OpenInstance openInstance, string study, string? series, string? instance, CancellationToken cancel)
    {
        if (!StudyInstanceUid.TryParse(study, out var studyUid) || !IsUidOrAbsent(series) || !IsUidOrAbsent(instance))
            return NotAUid();
        if (!AcceptsJson(context.Request.Headers.Accept))
            return Problem(StatusCodes.Status406NotAcceptable, "Metadata can be had as application/dicom+json.");
        if (await openStudy.RunAsync(context.Actor(), studyUid, cancel) is not { } view)
            return NotHere();
        var asked = view.Instances.Where(i => (series is null || i.Series.Value == series) && (instance is null || i.Instance.Value == instance)).ToList();
        if (asked.Count == 0)
            return NotHere();
        if (Unchanged(context, "m2", asked.Select(i => i.Instance.Value)))
            return Results.StatusCode(StatusCodes.Status304NotModified);

        var json = new MemoryStream();
        await using (var writer = new Utf8JsonWriter(json))
        {
            writer.WriteStartArray();
            foreach (var one in asked)
            {
                if (await openInstance.RunAsync(context.Actor(), studyUid, one.Instance, cancel, headerOnly: true) is not { } stream)
                    continue;
                await using (stream)
                {
                    try
                    {
                        DicomJson.Write(ServedHeader.Adapt((await DicomFile.ReadAsync(stream, DicomReadLimits.Kept, cancel)).Dataset), writer);
                    }
                    catch (DicomException e)
                    {
                        return Problem(StatusCodes.Status422UnprocessableEntity, e.Message);
                    }
                }
            }
            writer.WriteEndArray();
        }
        return Results.Bytes(json.ToArray(), DicomJsonType);
    }

    private static async Task<IResult> FramesAsync(
        HttpContext context, OpenInstance openInstance, PixelDecoder decoder, string study, string series, string instance, string frames, CancellationToken cancel)
    {
        if (!StudyInstanceUid.TryParse(study, out var studyUid) || !DicomUid.IsValid(series) || !SopInstanceUid.TryParse(instance, out var instanceUid))
            return NotAUid();
        if (FrameNumbers(frames) is not { } numbers)
            return Problem(StatusCodes.Status400BadRequest, "The address holds no list of frame numbers: give 1 or 1,2,3, each once.");
        var form = FrameAccept.Form(context.Request.Headers.Accept);
        if (form == FrameForm.None || (form == FrameForm.Single && numbers.Count > 1))
            return Problem(StatusCodes.Status406NotAcceptable,
                "Frames can be had uncompressed: multipart/related; type=\"application/octet-stream\"; transfer-syntax=1.2.840.10008.1.2.1.");
        if (await openInstance.RunAsync(context.Actor(), studyUid, instanceUid, cancel) is not { } stream)
            return NotHere();
        // Frames are read from it while they are sent.
        context.Response.RegisterForDisposeAsync(stream);
        if (Unchanged(context, $"f2-{form}-{string.Join(',', numbers)}", [instance]))
            return Results.StatusCode(StatusCodes.Status304NotModified);
        try
        {
            var file = await DicomFile.ReadAsync(stream, DicomReadLimits.Kept, cancel);
            if (file.Dataset.GetString(DicomTags.SeriesInstanceUID) != series)
                return NotHere();
            var count = file.Dataset.GetSingleValueOrDefault(DicomTags.NumberOfFrames, 1);
            if (numbers.Find(n => n > count) is > 0 and var missing)
                return Problem(StatusCodes.Status404NotFound, $"There is no frame {missing}: the instance has {count}.");
            var first = await FrameAnswer.ReadAsync(file, decoder, numbers[0] - 1, cancel);
            return Answer(context, form, first, numbers.Skip(1).Select(n => FrameAnswer.ReadAsync(file, decoder, n - 1, cancel)));
        }
        catch (DicomException e) when (e.Code == RefusalCodes.UnsupportedTransferSyntax)
        {
            return Problem(StatusCodes.Status406NotAcceptable, e.Message);
        }
        catch (DicomException e)
        {
            return Problem(StatusCodes.Status422UnprocessableEntity, e.Message);
        }
        catch (CodecsUnavailableException)
        {
            return Problem(StatusCodes.Status503ServiceUnavailable, "Too much is being decoded just now: ask again in a while.");
        }
    }

    /// <param name="first">Decoded before anything is answered: most of what can be wrong shows here.</param>
    /// <param name="others">Decoded one by one as they are sent.</param>
    private static IResult Answer(HttpContext context, FrameForm form, byte[] first, IEnumerable<Task<byte[]>> others)
    {
        var syntax = $"transfer-syntax={DicomTransferSyntax.ExplicitVRLittleEndian.Uid}";
        if (form == FrameForm.Single)
            return Results.Bytes(first, $"{OctetStream}; {syntax}");
        var boundary = $"oxi-{Guid.CreateVersion7():N}";
        return Results.Stream(
            async body =>
            {
                try
                {
                    foreach (var next in others.Prepend(Task.FromResult(first)))
                    {
                        var frame = await next;
                        await body.WriteAsync(Encoding.ASCII.GetBytes($"--{boundary}\r\nContent-Type: {OctetStream}; {syntax}\r\n\r\n"));
                        await body.WriteAsync(frame);
                        await body.WriteAsync("\r\n"u8.ToArray());
                    }
                }
                catch (Exception e) when (e is DicomException or CodecsUnavailableException)
                {
                    // An answer that breaks off must not look whole.
                    context.Abort();
                    return;
                }
                await body.WriteAsync(Encoding.ASCII.GetBytes($"--{boundary}--\r\n"));
            },
            $"multipart/related; type=\"{OctetStream}\"; {syntax}; boundary={boundary}");
    }

    /// <summary>
    /// Sets the entity tag and tells whether the caller has it already. An instance never changes under its UID; the cache is the user's own and
    /// asks every time, so that a film is never shown to the next user of a workstation.
    /// </summary>
    private static bool Unchanged(HttpContext context, string form, IEnumerable<string> instances)
    {
        var hash = System.Security.Cryptography.SHA256.HashData(Encoding.ASCII.GetBytes(form + '\n' + string.Join('\n', instances)));
        var tag = $"\"{Convert.ToHexStringLower(hash.AsSpan(0, 16))}\"";
        context.Response.Headers.ETag = tag;
        context.Response.Headers.CacheControl = "private, no-cache";
        context.Response.Headers.Vary = "Cookie, Accept";
        return context.Request.Headers.IfNoneMatch.SelectMany(v => (v ?? "").Split(',', StringSplitOptions.TrimEntries)).Any(v => v == "*" || v == tag || v == "W/" + tag);
    }

    private static List<int>? FrameNumbers(string frames)
    {
        var numbers = new List<int>();
        foreach (var part in frames.Split(','))
        {
            if (!int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number < 1 || numbers.Count == 1000 || numbers.Contains(number))
                return null;
            numbers.Add(number);
        }
        return numbers;
    }

    private static bool AcceptsJson(string? accept) =>
        string.IsNullOrWhiteSpace(accept) || accept.Contains("json", StringComparison.OrdinalIgnoreCase) || accept.Contains("*/*", StringComparison.Ordinal)
        || accept.Contains("application/*", StringComparison.Ordinal);

    private static bool IsUidOrAbsent(string? text) => text is null || DicomUid.IsValid(text);

    private static IResult NotAUid() => Problem(StatusCodes.Status400BadRequest, "The address holds something that is not a DICOM UID.");

    private static IResult NotHere() => Problem(StatusCodes.Status404NotFound, "There is no such object here.");

    private static IResult Problem(int status, string sentence) => Results.Problem(statusCode: status, title: sentence);
}
