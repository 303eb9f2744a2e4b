namespace OxiPortal.Chaos.Tests;

/// <summary>What the run needs of the machine: Chromium to read with, and a disk of its own to fill.</summary>
internal static class Surroundings
{
    private const string PackagedChromium = "/usr/bin/chromium";

    /// <summary>A machine that is known to be able to give both must: there, parts that are left out would look like parts that passed.</summary>
    /// <exception cref="InvalidOperationException">It should have given one of them, and did not.</exception>
    public static void RequireWhereExpected(bool disk, bool chromium)
    {
        if ((disk && chromium) || !AreExpected)
            return;
        throw new InvalidOperationException(
            $"The chaos test found {(chromium ? "" : "no Chromium")}{(disk || chromium ? "" : " and ")}{(disk ? "" : "no disk of its own (run it by tests/Chaos/on-small-disk, which needs a mount namespace)")}. "
            + "Elsewhere that part is left out, but not in CI, nor for root where Chromium is installed.");
    }

    private static bool AreExpected =>
        Environment.GetEnvironmentVariable("CI") is { Length: > 0 } || (Environment.IsPrivilegedProcess && File.Exists(PackagedChromium));
}
