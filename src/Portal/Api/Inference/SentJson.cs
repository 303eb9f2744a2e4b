using System.IO.Compression;
using System.Text.Json;
using OxiPortal.Domain.Detection;
using OxiPortal.Inference.Remote;

namespace OxiPortal.Portal.Api.Inference;

/// <summary>Reads what a service sent, never more of it than fits its kind.</summary>
internal static class SentJson
{
    /// <summary>The value, or else what to answer.</summary>
    /// <param name="mostBytes">Of the body, both as sent and unpacked.</param>
    public static async Task<(T? Value, IResult? Problem)> ReadAsync<T>(HttpRequest request, int mostBytes, CancellationToken cancel)
        where T : class
    {
        if (!request.HasJsonContentType() || request.Headers.ContentEncoding.ToString() is not ("" or "gzip"))
            return (null, Answers.Problem(StatusCodes.Status415UnsupportedMediaType, InferenceWire.Refused, "Send application/json, as it is or with gzip."));
        if (request.ContentLength > mostBytes)
            return (null, TooLarge(mostBytes));
        try
        {
            using var body = new MemoryStream();
            if (!await UnpackAsync(request, body, mostBytes, cancel))
                return (null, TooLarge(mostBytes));
            return JsonSerializer.Deserialize<T>(body.GetBuffer().AsSpan(0, (int)body.Length), DetectionJson.Strict) is { } value
                ? (value, null)
                : (null, Garbage<T>("null"));
        }
        catch (BadHttpRequestException e)
        {
            return (null, Answers.Problem(e.StatusCode, InferenceWire.Refused, "The body could not be read."));
        }
        // A kind that is missing is "not supported"; ArgumentException is what the domain's own records throw.
        catch (Exception e) when (e is JsonException or NotSupportedException or ArgumentException or InvalidDataException)
        {
            return (null, Garbage<T>((e as JsonException)?.Path ?? "somewhere"));
        }
    }

    /// <summary>False: it is larger than it may be; the rest is left unread.</summary>
    private static async Task<bool> UnpackAsync(HttpRequest request, MemoryStream body, int mostBytes, CancellationToken cancel)
    {
        await using var unpacked = request.Headers.ContentEncoding == "gzip"
            ? new GZipStream(request.Body, CompressionMode.Decompress, leaveOpen: true)
            : request.Body;
        var chunk = new byte[16 * 1024];
        int read;
        while ((read = await unpacked.ReadAsync(chunk, cancel)) > 0)
        {
            if (body.Length + read > mostBytes)
                return false;
            body.Write(chunk, 0, read);
        }
        return true;
    }

    private static IResult TooLarge(int mostBytes) => Answers.Problem(
        StatusCodes.Status413PayloadTooLarge, InferenceWire.Refused, $"The body is larger than {mostBytes / 1024} KiB: nothing of it was kept.");

    private static IResult Garbage<T>(string where) => Answers.Problem(
        StatusCodes.Status400BadRequest, InferenceWire.Refused, $"The body is no {typeof(T).Name} (at {where}): nothing of it was kept.");
}
