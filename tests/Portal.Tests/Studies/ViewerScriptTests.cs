using OxiPortal.Portal.Tests.Support;

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

    private Task MustSucceedAsync(params string[] script) => NodeScript.MustSucceedAsync(output, "src/Portal/Viewer", script);
}
