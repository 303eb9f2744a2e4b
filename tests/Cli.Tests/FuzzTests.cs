using System.Diagnostics;
using OxiPortal.Cli.Benchmarking.Fuzzing;
using OxiPortal.Cli.Benchmarking.Fuzzing.Seeds;
using OxiPortal.Cli.Commands;
using OxiPortal.Dicom.Imaging;
using OxiPortal.Dicom.Isolation;

namespace OxiPortal.Cli.Tests;

/// <summary>Damaged films: a short run of the fuzzer, and that it would find what there is to find.</summary>
public sealed class FuzzTests : IDisposable
{
    private static readonly IReadOnlyList<FuzzSeed> Corpus = [.. SyntheticSeeds.All()];

    private readonly string _folder = Directory.CreateTempSubdirectory("oxi-fuzz-tests").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task GivenTwoThousandMutants_WhenTried_ThenEachIsReadOrRefused()
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exit = await OxiCommand.RunAsync(["bench", "fuzz", "--mutants", "2000", "--seed", "2024", "--workers", "2"], output, error);
        Assert.True(exit == OxiCommand.Success, output.ToString() + error);
        Assert.StartsWith("2000 mutants of ", output.ToString(), StringComparison.Ordinal);
        Assert.Contains(" refused, 0 findings", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void GivenASeedAndANumber_WhenMadeAgain_ThenTheMutantIsTheSame()
    {
        var mutants = Enumerable.Range(0, 200).Select(number => new Mutator(Corpus, 7).Make(number)).ToArray();
        Assert.All(mutants, mutant => Assert.Equal(mutant.Bytes, new Mutator(Corpus, 7).Make(mutant.Number).Bytes));
        Assert.True(mutants.Select(m => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(m.Bytes))).Distinct().Count() > 190);
        Assert.NotEqual(mutants[0].Bytes, new Mutator(Corpus, 8).Make(0).Bytes);
    }

    [Fact]
    public void GivenASeed_WhenItsElementsAreMapped_ThenTheyReachItsEnd() =>
        Assert.All(Corpus, seed => Assert.Equal(seed.Body.Length, ElementMap.Of(seed.Body, seed.Syntax)[^1].End));

    [Fact]
    public async Task GivenASeedAsItIs_WhenTried_ThenEveryFrameComesOut()
    {
        var trial = new MutantTrial(PixelDecoder.Managed, _folder);
        foreach (var seed in Corpus)
            Assert.Equal((seed.Name, TrialOutcome.Decoded, null), await OutcomeAsync(trial, new Mutant(0, seed, seed.File, "nothing")));
    }

    [Theory]
    [InlineData("File", "the last frame of a cut file was decoded")]
    [InlineData("Pixels", "a frame of a cut file came out with other pixels")]
    public async Task GivenAFilmThatShouldNotComeOut_WhenItDoes_ThenThatIsAFinding(string cut, string finding)
    {
        var seed = Corpus.Single(s => s.Name == "native 12 bit");
        var bytes = seed.File;
        if (cut == "Pixels")
            bytes[^2] ^= 1;
        var result = await new MutantTrial(PixelDecoder.Managed, _folder).RunAsync(new Mutant(0, seed, bytes, "nothing", Enum.Parse<PixelCut>(cut)));
        Assert.Equal(finding, result.Finding);
    }

    [Fact]
    public async Task GivenAWorkerThatDiesAndOneThatHangs_WhenWatched_ThenTheCulpritsAreFoundAndTheRestIsTried()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the stand-in for a worker is a shell script");
        // Speaks like a worker from number $1 to 9, but dies over 3 and hangs over 6.
        const string Script = """
            n=$1
            while [ $n -lt 9 ]; do
              echo "begin $n"
              [ $n -eq 3 ] && exit 134
              [ $n -eq 6 ] && exec sleep 600
              echo "end $n Refused"
              n=$((n + 1))
            done
            """;
        var options = new FuzzOptions(1, 0, 9, []) { Workers = 1, MostTime = TimeSpan.FromMilliseconds(500) };
        var supervisor = new FuzzSupervisor(options, arguments => new ProcessStartInfo("/bin/sh", ["-c", Script, "sh", arguments[arguments.ToList().IndexOf("--first") + 1]]));
        await supervisor.RunAsync(CancellationToken.None);
        Assert.Equal(
            [new FuzzFinding(3, "the process died (exit 134)"), new FuzzFinding(6, "it took more than 0.5 s, twice")],
            supervisor.Report.Findings);
        Assert.Equal((9, 7, 4), (supervisor.Report.Tried, supervisor.Report.Of(TrialOutcome.Refused), supervisor.Report.Processes));
    }

    [Fact]
    public async Task GivenMutantsForTheLibraries_WhenTried_ThenEachIsReadOrRefused()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "codec processes are of Linux");
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exit = await OxiCommand.RunAsync(["bench", "fuzz", "--native", "--mutants", "60", "--seed", "2024", "--workers", "2"], output, error);
        Assert.True(exit == OxiCommand.Success, output.ToString() + error);
        Assert.StartsWith("60 mutants of 5 ", output.ToString(), StringComparison.Ordinal);
        Assert.Contains(" refused, 0 findings", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task GivenASeedForTheLibraries_WhenTriedAsItIs_ThenEveryFrameComesOut()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "codec processes are of Linux");
        var missing = await CodecLibraries.MissingAsync(TestContext.Current.CancellationToken);
        Assert.SkipWhen(missing.Count > 0, string.Join(' ', missing));
        using var codecs = new NativeCodecPool(new CodecOptions { Processes = 1 });
        var trial = new MutantTrial(new PixelDecoder(codecs), _folder);
        foreach (var seed in NativeSeeds.All())
            Assert.Equal((seed.Name, TrialOutcome.Decoded, null), await OutcomeAsync(trial, new Mutant(0, seed, seed.File, "nothing")));
    }

    private static async Task<(string, TrialOutcome, string?)> OutcomeAsync(MutantTrial trial, Mutant mutant)
    {
        var result = await trial.RunAsync(mutant);
        return (mutant.Seed.Name, result.Outcome, result.Finding);
    }
}
