using System.Net;
using System.Text.RegularExpressions;

namespace OxiPortal.Portal.Tests.Support;

/// <summary>A client that keeps cookies, follows no redirects and can fill forms.</summary>
public sealed partial class Browser : IDisposable
{
    private readonly HttpClientHandler _handler = new() { AllowAutoRedirect = false };

    public Browser(Uri address) => Client = new HttpClient(_handler) { BaseAddress = address };

    public HttpClient Client { get; }

    public CookieContainer Cookies => _handler.CookieContainer;

    public async Task<HttpResponseMessage> SignInAsync(string email, string password, string? returnUrl = null)
    {
        var page = "/account/login" + (returnUrl is null ? "" : "?returnUrl=" + Uri.EscapeDataString(returnUrl));
        return await PostFormAsync(page, page, "login", ("email", email), ("password", password));
    }

    public string CookieHeader() => Cookies.GetCookieHeader(Client.BaseAddress!);

    public Task<HttpResponseMessage> SignOutAsync() => PostFormAsync("/upload", "/account/logout", null);

    /// <summary>Opens the page for its token, then posts the form.</summary>
    public async Task<HttpResponseMessage> PostFormAsync(string page, string action, string? handler, params (string Name, string Value)[] fields)
    {
        var form = fields.ToDictionary(f => f.Name, f => f.Value);
        form["__RequestVerificationToken"] = await TokenAsync(page);
        if (handler is not null)
            form["_handler"] = handler;
        using var content = new FormUrlEncodedContent(form);
        return await Client.PostAsync(action, content, TestContext.Current.CancellationToken);
    }

    /// <summary>The token that scripts of that page send along.</summary>
    public async Task<string> TokenAsync(string page)
    {
        var html = await Client.GetStringAsync(page, TestContext.Current.CancellationToken);
        var match = Token().Match(html);
        Assert.True(match.Success, $"{page} holds no antiforgery token.");
        return WebUtility.HtmlDecode(match.Groups[1].Value);
    }

    public void Dispose()
    {
        Client.Dispose();
        _handler.Dispose();
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\"[^>]*value=\"([^\"]+)\"")]
    private static partial Regex Token();
}
