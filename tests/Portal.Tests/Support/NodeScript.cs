using System.Diagnostics;

namespace OxiPortal.Portal.Tests.Support;

/// <summary>Scripts of the browser's side that check themselves, run by node, so that one command runs every test.</summary>
internal static class NodeScript
{
    /// <param name="folder">From the repository's root.</param>
    public static async Task MustSucceedAsync(ITestOutputHelper output, string folder, params string[] arguments)
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "OxiPortal.sln")))
            root = root.Parent;
        Assert.NotNull(root);
        var start = new ProcessStartInfo("node", arguments)
        {
            WorkingDirectory = Path.Combine(root.FullName, folder),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // node's test runner would take this for a nested run.
        start.Environment.Remove("NODE_TEST_CONTEXT");
        using var node = Process.Start(start)!;
        var said = await Task.WhenAll(node.StandardOutput.ReadToEndAsync(), node.StandardError.ReadToEndAsync());
        await node.WaitForExitAsync();
        output.WriteLine(string.Concat(said));
        Assert.True(node.ExitCode == 0, $"node {string.Join(' ', arguments)} ended with {node.ExitCode}:\n{string.Concat(said)}");
    }
}
