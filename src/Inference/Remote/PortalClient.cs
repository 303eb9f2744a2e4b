using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using OxiPortal.Domain.Detection;
using OxiPortal.Inference.Films;
using OxiPortal.Inference.Service;

namespace OxiPortal.Inference.Remote;

/// <summary>
/// Asks the portal, again where that may help: no connection, no answer in time, 408, 429 and 5xx. 401 and 403 stop the process. Redirects are not
/// followed: the token goes to the address that was given and nowhere else.
/// </summary>
/// <param name="http">With the portal as its base address, following no redirects and without a time limit of its own.</param>
/// <param name="token">Sent with every request.</param>
/// <param name="refusal">Told when the portal does not let the service in.</param>
/// <param name="pauses">Between tries.</param>
/// <param name="time">For limits and pauses.</param>
/// <param name="log">Neither token nor patient data.</param>
public sealed class PortalClient(
    HttpClient http, ServiceToken token, PortalRefusal refusal, RetryPauses pauses, TimeProvider time, ILogger<PortalClient> log)
{
    private const int CompressFromBytes = 1024;

    // A connection that has died without a word would else keep a film until the whole try is over.
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(30);

    /// <summary>Tries until it is answered, or the next try would begin after the deadline.</summary>
    /// <param name="path">Below <see cref="InferenceWire.Root"/>.</param>
    /// <param name="body">JSON of it is sent, compressed where it is large; null: nothing.</param>
    /// <param name="oneTry">How long one try may take.</param>
    /// <param name="deadline">Asked before each further try: a lease is prolonged meanwhile.</param>
    /// <exception cref="QueueException">It was not answered in time, or with a redirect, or the service is not let in.</exception>
    internal async Task<PortalAnswer> SendAsync(
        HttpMethod method, string path, object? body, TimeSpan oneTry, Func<DateTimeOffset> deadline, CancellationToken cancel)
    {
        // Written once: every try sends the same bytes.
        var bytes = body is null ? null : JsonSerializer.SerializeToUtf8Bytes(body, body.GetType(), DetectionJson.Options);
        var packed = bytes is { Length: >= CompressFromBytes };
        if (packed)
            bytes = Compress(bytes!);
        for (var failures = 1; ; failures++)
        {
            var (answer, trouble, cause) = await TryAsync(method, path, bytes, packed, oneTry, cancel);
            if (answer is not null)
                return answer;
            var pause = pauses.After(failures);
            if (time.GetUtcNow() + pause >= deadline())
                throw new QueueException($"The portal cannot be asked: {trouble}", cause ?? new HttpRequestException(trouble));
            RemoteLog.TryingAgain(log, trouble, pause.TotalSeconds);
            await Task.Delay(pause, time, cancel);
        }
    }

    private async Task<(PortalAnswer? Answer, string Trouble, Exception? Cause)> TryAsync(
        HttpMethod method, string path, byte[]? bytes, bool packed, TimeSpan oneTry, CancellationToken cancel)
    {
        using var patience = new CancellationTokenSource(oneTry, time);
        using var silence = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, patience.Token, silence.Token);
        try
        {
            using var request = Request(method, path, bytes, packed);
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            var answer = PortalAnswer.Of(response, await ReadAsync(response, silence, either.Token));
            switch (answer.Status)
            {
                case HttpStatusCode.Unauthorized:
                    throw Refused("The portal does not know this service's token, or it was revoked: ask its administrator for another.");
                case HttpStatusCode.Forbidden:
                    throw Refused("This service's token may not be used for inference: ask the portal's administrator for one that may.");
                case >= HttpStatusCode.Ambiguous and < HttpStatusCode.BadRequest:
                    throw new QueueException($"The portal redirects to '{Target(response)}': give its true address by --portal.");
                case >= HttpStatusCode.InternalServerError or HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests:
                    return (null, answer.Sentence, null);
                default:
                    return (answer, "", null);
            }
        }
        catch (OperationCanceledException e) when (!cancel.IsCancellationRequested)
        {
            return (null, silence.IsCancellationRequested ? $"The answer broke off: nothing came for {LongestSilence.TotalSeconds:F0} s." : $"No answer within {oneTry.TotalSeconds:F0} s.", e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return (null, e.Message, e);
        }
    }

    // It may be relative, which is the portal itself.
    private string? Target(HttpResponseMessage response) =>
        response.Headers.Location is { } to && Uri.TryCreate(http.BaseAddress, to, out var target) ? target.GetLeftPart(UriPartial.Authority) : null;

    private QueueException Refused(string sentence)
    {
        refusal.Stop(sentence);
        return new QueueException(sentence);
    }

    private HttpRequestMessage Request(HttpMethod method, string path, byte[]? bytes, bool packed)
    {
        var request = new HttpRequestMessage(method, $"{InferenceWire.Root[1..]}/{path}");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Value);
        if (bytes is null)
            return request;
        request.Content = new ByteArrayContent(bytes);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        if (packed)
            request.Content.Headers.ContentEncoding.Add("gzip");
        return request;
    }

    private static async Task<byte[]> ReadAsync(HttpResponseMessage response, CancellationTokenSource silence, CancellationToken cancel)
    {
        if (response.Content.Headers.ContentLength > FilmFile.MaxBytes)
            throw new HttpRequestException("The portal's answer is larger than any film.");
        using var whole = new MemoryStream((int)(response.Content.Headers.ContentLength ?? 0));
        await using var stream = await response.Content.ReadAsStreamAsync(cancel);
        var chunk = new byte[1 << 16];
        int read;
        while (true)
        {
            silence.CancelAfter(LongestSilence);
            if ((read = await stream.ReadAsync(chunk, cancel)) == 0)
                break;
            if (whole.Length + read > FilmFile.MaxBytes)
                throw new HttpRequestException("The portal's answer is larger than any film.");
            whole.Write(chunk, 0, read);
        }
        return whole.ToArray();
    }

    private static byte[] Compress(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
            gzip.Write(bytes);
        return packed.ToArray();
    }
}
