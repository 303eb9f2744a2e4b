using System.Diagnostics;

namespace OxiPortal.Architecture.Tests;

public sealed class DeployTests
{
    public static TheoryData<string> Units => [.. Directory.GetFiles(Path.Combine(SourceTree.Root, "deploy", "systemd"), "*.service").Select(p => Path.GetFileName(p)!)];

    [Theory, MemberData(nameof(Units))]
    public async Task GivenAUnit_ThenSystemdFindsNoFault(string unit)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/systemd-analyze"), "there is no systemd-analyze here");
        var folder = Directory.CreateTempSubdirectory("oxi-units-");
        try
        {
            // The program is not installed here: another stands in for it.
            var text = await File.ReadAllTextAsync(Path.Combine(SourceTree.Root, "deploy", "systemd", unit), TestContext.Current.CancellationToken);
            Assert.Contains("ExecStart=/opt/oxiportal/oxi ", text, StringComparison.Ordinal);
            var path = Path.Combine(folder.FullName, unit);
            await File.WriteAllTextAsync(path, text.Replace("/opt/oxiportal/oxi ", "/bin/true ", StringComparison.Ordinal), TestContext.Current.CancellationToken);

            using var verify = Process.Start(new ProcessStartInfo("/usr/bin/systemd-analyze", ["verify", "--man=no", "--recursive-errors=no", path]) { RedirectStandardError = true })!;
            var faults = await verify.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            await verify.WaitForExitAsync(TestContext.Current.CancellationToken);

            Assert.True(verify.ExitCode == 0 && !faults.Contains(unit, StringComparison.Ordinal), faults);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
