using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using OxiPortal.Portal.Administration;
using OxiPortal.Portal.Upload;
using FormClient = OxiPortal.Portal.Tests.Support.Browser;

namespace OxiPortal.Chaos.Tests;

/// <summary>Sends films to the portal as an administrator, writes down what it answers, and fetches exports.</summary>
internal sealed class Sender : IDisposable
{
    /// <summary>No fault lasts longer than some seconds: who waits as long as this waits for a portal that hangs.</summary>
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromMinutes(1);

    private readonly FormClient _client;
    private readonly Ledger _ledger;
    private readonly string _token;

    private Sender(FormClient client, Ledger ledger, string token) => (_client, _ledger, _token) = (client, ledger, token);

    public static async Task<Sender> SignInAsync(ChaosPortal portal, Ledger ledger)
    {
        var client = new FormClient(new Uri(portal.Url));
        client.Client.Timeout = AnswerLimit;
        var account = portal.Who("admin@demo.local");
        using var answer = await client.SignInAsync(account.Email, account.Password);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        return new Sender(client, ledger, await client.TokenAsync("/upload"));
    }

    /// <summary>One request. What it is answered is in the ledger; where no answer comes, nothing is.</summary>
    /// <exception cref="InvalidOperationException">It was answered as it never may be, see <see cref="Allow"/>.</exception>
    public async Task UploadAsync(IReadOnlyList<ChaosFilm> films, bool zipped, Round round, PhaseBell bell)
    {
        using var form = new MultipartFormDataContent();
        if (zipped)
            form.Add(new ByteArrayContent(ChaosFilms.Zip(films)), "files", "films.zip");
        else
        {
            foreach (var film in films)
                form.Add(new ByteArrayContent(film.Bytes), "files", film.Name);
        }
        using var request = new HttpRequestMessage(HttpMethod.Post, UploadEndpoint.Path) { Content = new TellingContent(form, () => bell.Ring(Phase.Upload)) };
        request.Headers.Add("RequestVerificationToken", _token);
        try
        {
            using var response = await _client.Client.SendAsync(request);
            if (response.StatusCode == HttpStatusCode.OK)
            {
                WriteDown(
                    await response.Content.ReadFromJsonAsync<UploadAnswer>() ?? throw new InvalidOperationException("The portal answered an upload with null."), films, round.Number);
            }
            else
                Allow(round, UploadEndpoint.Path, response.StatusCode, await response.Content.ReadAsStringAsync());
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            Allow(round, UploadEndpoint.Path, null, e.Message);
        }
    }

    /// <summary>Sends the first part of an upload slowly, then cuts the connection.</summary>
    public async Task CutUploadAsync(ChaosFilm film, PhaseBell bell, Task cut)
    {
        var address = _client.Client.BaseAddress!;
        const string boundary = "oxi-chaos";
        var head = $"--{boundary}\r\nContent-Disposition: form-data; name=\"files\"; filename=\"{film.Name}\"\r\n\r\n";
        var body = Encoding.ASCII.GetBytes(head).Concat(film.Bytes).ToArray();
        var request = $"POST {UploadEndpoint.Path} HTTP/1.1\r\nHost: {address.Authority}\r\nCookie: {_client.CookieHeader()}\r\nRequestVerificationToken: {_token}\r\n"
            + $"Content-Type: multipart/form-data; boundary={boundary}\r\nContent-Length: {body.Length + 100}\r\n\r\n";
        try
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, LingerState = new LingerOption(true, 0) };
            await socket.ConnectAsync(IPAddress.Loopback, address.Port);
            await socket.SendAsync(Encoding.ASCII.GetBytes(request));
            for (var at = 0; at < body.Length / 2 && !cut.IsCompleted; at += 8192)
            {
                await socket.SendAsync(body.AsMemory(at, 8192));
                await Task.WhenAny(cut, Task.Delay(20));
            }
            bell.Ring(Phase.Upload);
            await cut;
        }
        catch (SocketException)
        {
            // The portal was faster.
        }
    }

    /// <summary>The administrator's export. Only one that is answered to its end is written down.</summary>
    /// <exception cref="InvalidOperationException">It was answered as it never may be, see <see cref="Allow"/>.</exception>
    public async Task ExportAsync(string file, Round round, PhaseBell bell)
    {
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["noBurnedInText"] = "true", ["__RequestVerificationToken"] = _token });
        using var request = new HttpRequestMessage(HttpMethod.Post, ExportEndpoint.Path) { Content = form };
        try
        {
            using var response = await _client.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            if (response.StatusCode != HttpStatusCode.OK)
            {
                Allow(round, ExportEndpoint.Path, response.StatusCode, await response.Content.ReadAsStringAsync());
                return;
            }
            bell.Ring(Phase.Export);
            await using (var zip = new FileStream(file, FileMode.Create))
                await response.Content.CopyToAsync(zip);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            File.Delete(file);
            Allow(round, ExportEndpoint.Path, null, e.Message);
            return;
        }
        TakeExport(file, round.Number);
    }

    /// <summary>Checks an export that was said to be whole, and removes it.</summary>
    public void TakeExport(string file, int round)
    {
        var images = ExportedZip.Check(file);
        _ledger.Exports.Add(new WholeExport(round, Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file))), images));
        File.Delete(file);
    }

    public async Task<HttpStatusCode> ReadyAsync()
    {
        using var response = await _client.Client.GetAsync("/healthz/ready");
        return response.StatusCode;
    }

    public void Dispose() => _client.Dispose();

    /// <summary>
    /// A portal that is away answers nothing; one that ends, or whose database is held, says 503 or 507; one whose disk is full, 507. Nobody is ever told
    /// anything else, and nobody is told any of this by a portal to which nothing happens. One that hangs is never allowed.
    /// </summary>
    /// <param name="status">Other than 200; null: the connection was refused, reset or cut.</param>
    private static void Allow(Round round, string address, HttpStatusCode? status, string said)
    {
        if (round.SendersNoticeNothing || status is not (null or HttpStatusCode.ServiceUnavailable or HttpStatusCode.InsufficientStorage))
            throw new InvalidOperationException($"{address} answered in {round}: {(status is { } code ? $"{(int)code}" : "nothing")}: {said}");
    }

    private void WriteDown(UploadAnswer answer, IReadOnlyList<ChaosFilm> films, int round)
    {
        foreach (var file in answer.Files)
        {
            var film = films.FirstOrDefault(f => f.Instance == file.SopInstanceUid && file.FileName.EndsWith(f.Name, StringComparison.Ordinal))
                ?? throw new InvalidOperationException($"The portal answered about a film that was not sent: {file}");
            switch (file.Kind)
            {
                case "Stored" or "AlreadyHere" when film.Altered:
                    throw new InvalidOperationException($"The portal took other content under a UID that it has: {file}");
                case "Conflict" when !film.Altered:
                    throw new InvalidOperationException($"The portal set a film aside of which it has nothing else: {file}");
                case "Stored" or "AlreadyHere":
                    _ledger.Accept(film.Instance, round);
                    break;
                case "Conflict":
                    _ledger.Conflict(film.Instance, film.Sha256, round);
                    break;
                default:
                    throw new InvalidOperationException($"The portal refused a whole film: {file}");
            }
        }
        if (answer.Files.Count != films.Count)
            throw new InvalidOperationException($"The portal answered about {answer.Files.Count} of {films.Count} films.");
    }

    /// <summary>Says when its last byte has left.</summary>
    private sealed class TellingContent : HttpContent
    {
        private readonly HttpContent _inner;
        private readonly Action _left;

        public TellingContent(HttpContent inner, Action left)
        {
            (_inner, _left) = (inner, left);
            foreach (var header in inner.Headers)
                Headers.TryAddWithoutValidation(header.Key, header.Value);
        }

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await _inner.CopyToAsync(stream, context);
            await stream.FlushAsync();
            _left();
        }

        protected override bool TryComputeLength(out long length)
        {
            length = _inner.Headers.ContentLength ?? 0;
            return _inner.Headers.ContentLength is not null;
        }
    }
}
