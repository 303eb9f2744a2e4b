using System.Diagnostics;

namespace OxiPortal.Portal.Tests.Studies;

/// <summary>Runs what the viewer's own folder (TypeScript) checks itself by, so that one command runs every test.</summary>
public sealed class ViewerScriptTests(ITestOutputHelper output)
{
    [Fact]
    public Task GivenTheViewer_WhenItsOwnTestsRun_ThenAllPass() => MustSucceedAsync("test.mjs");

    [Fact]
    public Task GivenTheViewer_WhenItIsTypeChecked_ThenThereIsNoComplaint() => MustSucceedAsync("node_modules/typescript/bin/tsc", "--noEmit");

    [Fact]
    public Task GivenTheViewer_WhenItIsLinted_ThenThereIsNoComplaint() => MustSucceedAsync("node_modules/eslint/bin/eslint.js", ".");

    [Fact]
    public Task GivenTheViewer_WhenItsFormatIsChecked_ThenThereIsNoComplaint() => MustSucceedAsync("node_modules/prettier/bin/prettier.cjs", "--check", ".");

    private async Task MustSucceedAsync(string script, params string[] arguments)
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "OxiPortal.sln")))
            root = root.Parent;
        Assert.NotNull(root);
        var start = new ProcessStartInfo("node", [script, .. arguments])
        {
            WorkingDirectory = Path.Combine(root.FullName, "src", "Portal", "Viewer"),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // node's test runner would take this for a nested run.
        start.Environment.Remove("NODE_TEST_CONTEXT");
        using var node = Process.Start(start)!;
        var said = await Task.WhenAll(node.StandardOutput.ReadToEndAsync(), node.StandardError.ReadToEndAsync());
        await node.WaitForExitAsync();
        output.WriteLine(string.Concat(said));
        Assert.True(node.ExitCode == 0, $"node {script} ended with {node.ExitCode}:\n{string.Concat(said)}");
    }
}
