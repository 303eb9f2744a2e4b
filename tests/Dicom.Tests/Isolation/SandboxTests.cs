using System.Diagnostics;
using System.Runtime.InteropServices;

namespace OxiPortal.Dicom.Tests.Isolation;

/// <summary>What a process can no longer do once it has entered the sandbox: tried by a small program, which reports errno.</summary>
public sealed class SandboxTests
{
    private const string NotPermitted = "1"; // EPERM

    [Fact]
    public async Task GivenTheSandbox_WhenEntered_ThenNothingButComputingIsLeft()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture == Architecture.X64, "the filter is of Linux on x86-64");
        var probe = Path.Combine(AppContext.BaseDirectory, "OxiPortal.SandboxProbe.dll");
        using var process = Process.Start(new ProcessStartInfo("dotnet", [probe]) { RedirectStandardOutput = true, Environment = { ["DOTNET_EnableWriteXorExecute"] = "0" } })!;
        var said = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        var answers = said.Split('\n', StringSplitOptions.RemoveEmptyEntries).ToDictionary(l => l[..l.LastIndexOf(' ')], l => l[(l.LastIndexOf(' ') + 1)..]);
        Assert.SkipWhen(answers["enter"] is not "0", "this kernel does not filter system calls");

        Assert.Equal("0", answers["memory"]);
        var refused = answers.Where(a => a.Key is not ("enter" or "memory")).ToList();
        Assert.True(refused.Count > 20, said);
        Assert.Equal([], refused.Where(a => a.Value != NotPermitted).Select(a => a.Key));
    }
}
