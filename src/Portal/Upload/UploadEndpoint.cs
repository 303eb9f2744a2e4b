using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using OxiPortal.Domain.Detection;
using OxiPortal.Infrastructure.Intake;
using OxiPortal.Portal.Accounts;
using OxiPortal.Portal.Api;
using OxiPortal.Portal.Hosting;

namespace OxiPortal.Portal.Upload;

/// <summary>
/// <c>POST /api/uploads[?priority=stat|normal|backlog]</c>: multipart, read as it arrives, one file after the other; nothing is buffered here.
/// </summary>
public static class UploadEndpoint
{
    public const string Path = "/api/uploads";

    public static void MapUploads(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        var options = endpoints.ServiceProvider.GetRequiredService<PortalOptions>();
        endpoints.MapPost(Path, TakeInAsync)
            .RequireAuthorization(PortalPolicies.Upload)
            .AddEndpointFilter<AccessDeniedFilter>()
            .AddEndpointFilter<RequireAntiforgery>()
            .WithMetadata(new RequestSizeLimitAttribute(options.LargestUploadMiB * 1024L * 1024L));
    }

    private static async Task<IResult> TakeInAsync(
        HttpContext context, TakeInUpload takeIn, PortalOptions options, ILoggerFactory loggers, CancellationToken cancel)
    {
        if (Boundary(context.Request.ContentType) is not { } boundary)
            return Problem(StatusCodes.Status415UnsupportedMediaType, "Send the files as multipart/form-data with a boundary.");
        if (context.Request.ContentLength > options.LargestUploadMiB * 1024L * 1024L)
            return TooLarge(options);

        if (Priority(context.Request.Query["priority"]) is not { } priority)
            return Problem(StatusCodes.Status400BadRequest, "The priority must be stat, normal or backlog. Nothing was taken in.");

        var actor = context.Actor();
        var files = new List<UploadedFile>();
        try
        {
            var reader = new MultipartReader(boundary, context.Request.Body);
            var count = 0;
            while (await reader.ReadNextSectionAsync(cancel) is { } section)
            {
                if (FileName(section) is not { } name)
                    continue;
                if (++count > options.MostFilesInUpload)
                    return Problem(StatusCodes.Status413PayloadTooLarge,
                        $"One upload may hold {options.MostFilesInUpload} files. The first {files.Count} were taken in; send the others in further uploads.");
                files.AddRange((await takeIn.RunAsync(actor, name, section.Body, cancel, priority)).Select(UploadedFile.Of));
            }
        }
        catch (BadHttpRequestException e) when (e.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return TooLarge(options);
        }
        catch (StorageFailedException e)
        {
            UploadLog.StorageFailed(loggers.CreateLogger(typeof(UploadEndpoint)), e, files.Count);
            return Problem(StatusCodes.Status507InsufficientStorage, $"{e.Message} {TakenIn(files.Count)}; tell your administrator, and send the rest again later.");
        }
        catch (Exception e) when (e is InvalidDataException or BadHttpRequestException || (e is IOException && !context.RequestAborted.IsCancellationRequested))
        {
            UploadLog.BrokeOff(loggers.CreateLogger(typeof(UploadEndpoint)), e, files.Count);
            return Problem(StatusCodes.Status400BadRequest,
                $"The upload broke off or is no well-formed multipart body. {TakenIn(files.Count)}; send the rest again.");
        }
        return files.Count > 0 ? Results.Ok(new UploadAnswer(files)) : Problem(StatusCodes.Status400BadRequest, "The upload holds no file.");
    }

    /// <summary>Null: it names none.</summary>
    private static AnalysisPriority? Priority(string? text) => text?.ToLowerInvariant() switch
    {
        null or "" or "normal" => AnalysisPriority.Normal,
        "stat" => AnalysisPriority.Stat,
        "backlog" => AnalysisPriority.Backlog,
        _ => null,
    };

    private static string TakenIn(int files) => files == 1 ? "1 file before that was taken in" : $"{files} files before that were taken in";

    private static string? Boundary(string? contentType)
    {
        if (!MediaTypeHeaderValue.TryParse(contentType, out var type) || !type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase))
            return null;
        var boundary = HeaderUtilities.RemoveQuotes(type.Boundary);
        return boundary.Length is > 0 and <= 200 ? boundary.ToString() : null;
    }

    /// <summary>Null: the part is no file but a form field.</summary>
    private static string? FileName(MultipartSection section)
    {
        if (!ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition))
            return null;
        var name = HeaderUtilities.RemoveQuotes(disposition.FileNameStar.HasValue ? disposition.FileNameStar : disposition.FileName);
        return name.HasValue && name.Length > 0 ? name.ToString() : null;
    }

    private static IResult TooLarge(PortalOptions options) => Problem(
        StatusCodes.Status413PayloadTooLarge,
        $"One upload may hold {options.LargestUploadMiB} MiB. Send fewer files at a time.");

    private static IResult Problem(int status, string sentence) => Results.Problem(statusCode: status, title: sentence);
}
