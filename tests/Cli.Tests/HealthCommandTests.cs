using System.Net;
using System.Net.Sockets;

namespace OxiPortal.Cli.Tests;

public sealed class HealthCommandTests
{
    [Theory]
    [InlineData(HttpStatusCode.OK, "Degraded", OxiCommand.Success)]
    [InlineData(HttpStatusCode.ServiceUnavailable, "Unhealthy", OxiCommand.JobFailed)]
    [InlineData(HttpStatusCode.Redirect, "moved", OxiCommand.JobFailed)]
    public async Task GivenAPortal_WhenItsHealthIsAsked_ThenTheExitCodeSaysIt(HttpStatusCode answers, string words, int expected)
    {
        using var portal = new HttpListener();
        var address = $"http://127.0.0.1:{FreePort()}";
        portal.Prefixes.Add(address + "/");
        portal.Start();
        var answering = AnswerAsync(portal, answers, words);

        var (exitCode, output, _) = await RunAsync("health", address);

        Assert.Equal(expected, exitCode);
        Assert.Contains(words, output, StringComparison.Ordinal);
        Assert.Equal("/healthz/ready", await answering);
    }

    [Fact]
    public async Task GivenNobodyThere_WhenHealthIsAsked_ThenASentenceSaysSo()
    {
        var (exitCode, _, error) = await RunAsync("health", $"http://127.0.0.1:{FreePort()}");

        Assert.Equal(OxiCommand.JobFailed, exitCode);
        Assert.Contains("does not answer", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("portal.example")]
    [InlineData("ftp://portal.example")]
    public async Task GivenNoAddress_WhenHealthIsAsked_ThenTheArgumentsAreWrong(string address)
    {
        var (exitCode, _, error) = await RunAsync("health", address);

        Assert.Equal(OxiCommand.WrongArguments, exitCode);
        Assert.Contains("URL must be", error, StringComparison.Ordinal);
    }

    private static async Task<string?> AnswerAsync(HttpListener portal, HttpStatusCode status, string words)
    {
        var context = await portal.GetContextAsync();
        context.Response.StatusCode = (int)status;
        await using (var writer = new StreamWriter(context.Response.OutputStream))
            await writer.WriteAsync(words);
        return context.Request.Url?.AbsolutePath;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        return (await OxiCommand.RunAsync(args, output, error), output.ToString(), error.ToString());
    }
}
