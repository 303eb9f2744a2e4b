using System.Net;

namespace OxiPortal.Cli.Tests;

public sealed class InferenceCommandTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("oxi-cli-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Theory]
    [InlineData("--portal")]
    [InlineData("https", "--portal", "http://portal.example", "--token", "t")]
    [InlineData("no address", "--portal", "portal.example", "--token", "t")]
    [InlineData("--token-file", "--portal", "https://portal.example")]
    [InlineData("either", "--portal", "https://portal.example", "--token", "t", "--token-file", "f")]
    [InlineData("cannot be read", "--portal", "https://portal.example", "--token-file", "/no/such/file")]
    [InlineData("visible ASCII", "--portal", "https://portal.example", "--token", "two words")]
    [InlineData("abacus", "--portal", "https://portal.example", "--token", "t", "--device", "abacus")]
    [InlineData("--threads", "--portal", "https://portal.example", "--token", "t", "--threads", "-1")]
    public async Task GivenWrongArguments_ThenASentenceSaysWhatIsWrongAndTheExitCodeIsTwo(string says, params string[] args)
    {
        var (exitCode, error) = await RunAsync(args);

        Assert.Equal(OxiCommand.WrongArguments, exitCode);
        Assert.Contains(says, error, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task GivenAnEmptyTokenFile_ThenTheArgumentsAreWrong()
    {
        var file = Path.Combine(_root, "token");
        await File.WriteAllTextAsync(file, "\n");

        var (exitCode, error) = await RunAsync("--portal", "https://portal.example", "--token-file", file);

        Assert.Equal(OxiCommand.WrongArguments, exitCode);
        Assert.Contains("token", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GivenAFolderWithoutModels_ThenTheJobFailsBeforeThePortalIsAsked()
    {
        var (exitCode, error) = await RunAsync("--portal", "https://portal.invalid", "--token", "t", "--models", _root);

        Assert.Equal(OxiCommand.JobFailed, exitCode);
        Assert.Contains("regions.json", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(HttpStatusCode.Unauthorized, "revoked")]
    [InlineData(HttpStatusCode.Forbidden, "may not be used for inference")]
    public async Task GivenAPortalThatDoesNotLetTheServiceIn_ThenItEndsWithASentenceAndTheExitCodeIsOne(HttpStatusCode answer, string says)
    {
        using var portal = new HttpListener();
        var address = Listen(portal);
        var answering = AnswerAsync(portal, answer);

        var (exitCode, error) = await RunAsync("--portal", address, "--token", "t", "--device", "cpu", "--threads", "1");

        Assert.Equal(OxiCommand.JobFailed, exitCode);
        Assert.Contains(says, error, StringComparison.Ordinal);
        Assert.Equal(("Bearer t", "/api/inference/v1/lease"), await answering);
    }

    private static string Listen(HttpListener portal)
    {
        // A port that is free now may be taken a moment later: another is tried then.
        for (var port = 20_000 + Environment.ProcessId % 20_000; ; port++)
        {
            try
            {
                portal.Prefixes.Clear();
                portal.Prefixes.Add($"http://127.0.0.1:{port}/");
                portal.Start();
                return portal.Prefixes.Single();
            }
            catch (HttpListenerException) when (port < 60_000)
            {
            }
        }
    }

    private static async Task<(string? Token, string? Path)> AnswerAsync(HttpListener portal, HttpStatusCode status)
    {
        var context = await portal.GetContextAsync();
        context.Response.StatusCode = (int)status;
        context.Response.Close();
        return (context.Request.Headers["Authorization"], context.Request.Url?.AbsolutePath);
    }

    private static async Task<(int ExitCode, string Error)> RunAsync(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exitCode = await OxiCommand.RunAsync(["inference", .. args], output, error);
        return (exitCode, error.ToString());
    }
}
