using System.Diagnostics;

namespace OxiPortal.Architecture.Tests;

/// <summary>deploy/docker/Dockerfile is not built here: a linter reads it, and these rules hold.</summary>
public sealed class DockerfileTests
{
    private static readonly string File = Path.Combine(SourceTree.Root, "deploy", "docker", "Dockerfile");
    private static readonly string[] Lines = [.. System.IO.File.ReadAllText(File).Replace("\\\n", " ", StringComparison.Ordinal).Split('\n')
        .Select(l => l.Trim()).Where(l => l.Length > 0 && l[0] != '#')];

    [Fact]
    public async Task TheLinterFindsNothing()
    {
        var linter = Path.Combine(SourceTree.Root, "src", "Portal", "Viewer", "node_modules", "dockerfile-utils", "bin", "dockerfile-utils");
        Assert.SkipUnless(System.IO.File.Exists(linter), "dockerfile-utils is not installed: the viewer's build installs it");

        var (exitCode, said) = await RunAsync("node", linter, "lint", File);

        Assert.True(exitCode == 0 && said.Length == 0, said);
    }

    [Fact]
    public async Task HadolintFindsNothingWhereItIsInstalled()
    {
        var hadolint = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(f => Path.Combine(f, "hadolint")).FirstOrDefault(System.IO.File.Exists);
        Assert.SkipWhen(hadolint is null, "hadolint is not on the path");

        // Versions of the base image's own packages are the base image's: pinning them here would keep security fixes out.
        var (exitCode, said) = await RunAsync(hadolint, "--ignore", "DL3008", File);

        Assert.True(exitCode == 0, said);
    }

    [Fact]
    public void EveryStageStartsFromAVersion() =>
        Assert.All(Lines.Where(l => l.StartsWith("FROM ", StringComparison.Ordinal)), from => Assert.Matches(@"^FROM mcr\.microsoft\.com/dotnet/[a-z-]+:10\.0-[a-z]+ AS [a-z]+$", from));

    [Fact]
    public void WhatRunsIsNoRootNeedsNoShellAndHasAHealthCheck()
    {
        var run = Lines[Array.FindLastIndex(Lines, l => l.StartsWith("FROM ", StringComparison.Ordinal))..];

        Assert.Equal("USER 1654:1654", run.Last(l => l.StartsWith("USER ", StringComparison.Ordinal)));
        foreach (var word in new[] { "ENTRYPOINT ", "CMD " })
            Assert.StartsWith(word + "[", Assert.Single(run, l => l.StartsWith(word, StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Contains(" CMD [", Assert.Single(run, l => l.StartsWith("HEALTHCHECK ", StringComparison.Ordinal)), StringComparison.Ordinal);
        // Whatever comes after the user is the user's: nothing is installed there.
        Assert.DoesNotContain(run.SkipWhile(l => !l.StartsWith("USER ", StringComparison.Ordinal)), l => l.StartsWith("RUN ", StringComparison.Ordinal));
    }

    [Fact]
    public void ItsHealthIsAskedWhereItListens()
    {
        var listens = Assert.Single(Lines, l => l.StartsWith("ENV ", StringComparison.Ordinal) && l.Contains(" urls=", StringComparison.Ordinal))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries).Single(w => w.StartsWith("urls=", StringComparison.Ordinal))["urls=".Length..];

        Assert.Contains($"\"health\", \"{listens}\"]", Assert.Single(Lines, l => l.StartsWith("HEALTHCHECK ", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Equal($"EXPOSE {new Uri(listens).Port}", Assert.Single(Lines, l => l.StartsWith("EXPOSE ", StringComparison.Ordinal)));
        // Elsewhere the portal refuses plain http, and so to start.
        Assert.True(new Uri(listens).IsLoopback, listens);
        // An option would be stronger than the variable, and so than what compose.yaml and others set.
        Assert.DoesNotContain("--urls", Assert.Single(Lines, l => l.StartsWith("CMD ", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Fact]
    public void NoSecretIsBakedIn()
    {
        Assert.DoesNotContain(Lines, l => (l.StartsWith("ARG ", StringComparison.Ordinal) || l.StartsWith("ENV ", StringComparison.Ordinal))
            && new[] { "PASSWORD", "TOKEN", "SECRET", "CONNECTION" }.Any(w => l.Contains(w, StringComparison.OrdinalIgnoreCase)));
        // What is sent to the builder is named; whatever else lies in the tree (data, secrets) stays out.
        Assert.Equal("*", System.IO.File.ReadAllLines(Path.Combine(SourceTree.Root, ".dockerignore")).First(l => l.Length > 0 && l[0] != '#'));
    }

    [Fact]
    public void WhatIsPublishedIsWhatTheReadmeSays()
    {
        const string publish = "dotnet publish src/Cli -c Release -r linux-x64 --self-contained -o ";

        Assert.Contains(Lines, l => l.Contains(publish, StringComparison.Ordinal));
        Assert.Contains(publish, System.IO.File.ReadAllText(Path.Combine(SourceTree.Root, "deploy", "README.md")), StringComparison.Ordinal);
    }

    private static async Task<(int ExitCode, string Said)> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, (await output + await error).Trim());
    }
}
