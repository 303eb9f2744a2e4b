using System.Diagnostics;
using OxiPortal.Dicom.Codecs;
using OxiPortal.Dicom.Isolation;
using OxiPortal.Dicom.Tests.Making;
using OxiPortal.Domain.Detection;

namespace OxiPortal.Dicom.Tests.Isolation;

/// <summary>Codec processes that are killed, stopped, starved and given hostile pictures.</summary>
public sealed class PoolTests : ICodecObserver, IDisposable
{
    private static readonly NativeDecoding Good = new(NativeCodec.Jpeg2000, NativeCodecs.Jpeg2000, 8, 8, 1, 12, IsSigned: false);

    private readonly List<CodecDeath> _deaths = [];
    private readonly NativeCodecPool _pool;

    public PoolTests()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "codec processes are of Linux");
        _pool = new NativeCodecPool(new CodecOptions { Processes = 1 }, this);
    }

    public void Dispose() => _pool.Dispose();

    private static async Task<long> FigureAsync(int process, string file, string line) => long.Parse(
        (await File.ReadAllLinesAsync($"/proc/{process}/{file}", Cancel)).Single(l => l.StartsWith(line, StringComparison.Ordinal))
            [line.Length..].Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[0],
        System.Globalization.CultureInfo.InvariantCulture);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task GivenAWarmProcess_WhenItIsKilledWhileIdle_ThenTheNextPictureIsDecodedByAnother()
    {
        using (_pool)
        {
            await _pool.WarmAsync(Cancel);
            var first = Assert.Single(_pool.ProcessIds);
            using (var process = Process.GetProcessById(first))
            {
                process.Kill();
                await process.WaitForExitAsync(Cancel);
            }

            Assert.Equal(NativeCodecs.Pixels, await _pool.DecodeAsync(Good, Cancel));
            Assert.NotEqual(first, Assert.Single(_pool.ProcessIds));
        }
    }

    [Fact]
    public async Task GivenAProcessThatStandsStill_WhenThePicturesTimeIsOver_ThenItIsUndecodableAndTheNextIsDecoded()
    {
        using (_pool)
        {
            await _pool.WarmAsync(Cancel);
            var first = Assert.Single(_pool.ProcessIds);
            await NativeCodecs.RunAsync("kill", "-STOP", first.ToString(System.Globalization.CultureInfo.InvariantCulture));
            var began = Stopwatch.GetTimestamp();

            // It does not read, so that it cannot have died of the picture: another one gets it.
            Assert.Equal(NativeCodecs.Pixels, await _pool.DecodeAsync(Good, Cancel));

            Assert.InRange(Stopwatch.GetElapsedTime(began).TotalSeconds, 1, 10);
            Assert.Equal([CodecDeath.OverTime], _deaths);
            Assert.DoesNotContain(first, _pool.ProcessIds);
        }
    }

    [Fact]
    public async Task GivenAProcessThatKeptMemoryOfALargePicture_WhenATinyOneComes_ThenItMayTakeAllThatIsGrantedToIt()
    {
        using var tools = new DicomTools();
        var (plain, compressed) = (tools.NewPath(".pgm"), tools.NewPath(".j2k"));
        await File.WriteAllBytesAsync(plain, [.. "P5\n2048 2048\n255\n"u8, .. new byte[2048 * 2048]], Cancel);
        await tools.RunAsync("opj_compress", "-i", plain, "-o", compressed);
        var large = new NativeDecoding(NativeCodec.Jpeg2000, await File.ReadAllBytesAsync(compressed, Cancel), 2048, 2048, 1, 8, IsSigned: false);
        using (_pool)
        {
            // Once an allocator has seen a size come back, it keeps it.
            await _pool.DecodeAsync(large, Cancel);
            await _pool.DecodeAsync(large, Cancel);

            Assert.Equal(NativeCodecs.Pixels, await _pool.DecodeAsync(Good, Cancel));

            var process = Assert.Single(_pool.ProcessIds);
            var most = await FigureAsync(process, "limits", "Max data size");
            var has = 1024 * await FigureAsync(process, "status", "VmData:");
            // What docs/codecs.md grants the tiniest picture.
            Assert.InRange(most - has, 63L << 20, 65L << 20);
        }
    }

    [Fact]
    public async Task GivenATinyPictureInTooManyTiles_WhenDecoded_ThenItIsUndecodableForWantOfMemory()
    {
        // 200 x 160 pixels in tiles of 1 x 1: each costs the library some 6 KB before the first pixel.
        var hostile = (byte[])NativeCodecs.Jpeg2000.Clone();
        foreach (var (offset, value) in new[] { (8, 200), (12, 160), (24, 1), (28, 1) })
            System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(hostile.AsSpan(offset), value);
        using (_pool)
        {
            var error = await Assert.ThrowsAsync<DicomException>(() => _pool.DecodeAsync(Good with { Codestream = hostile, Rows = 160, Columns = 200 }, Cancel));

            Assert.Equal(RefusalCodes.Undecodable, error.Code);
            Assert.Equal([CodecDeath.OverMemory], _deaths);
            Assert.Contains("memory", error.Message, StringComparison.Ordinal);
            Assert.Equal(NativeCodecs.Pixels, await _pool.DecodeAsync(Good, Cancel));
        }
    }

    [Fact]
    public async Task GivenDamagedPictures_WhenDecoded_ThenNoneIsSilentlyWrongAndThePoolLivesOn()
    {
        using (_pool)
        {
            var random = new Random(4);
            for (var i = 0; i < 12; i++)
            {
                var damaged = (byte[])NativeCodecs.HighThroughput.Clone();
                damaged[random.Next(125, damaged.Length - 2)] ^= (byte)random.Next(1, 256);
                try
                {
                    Assert.Equal(64, (await _pool.DecodeAsync(Good with { Codestream = damaged }, Cancel)).Length);
                }
                catch (DicomException e)
                {
                    Assert.Contains(e.Code, new[] { RefusalCodes.Corrupt, RefusalCodes.Undecodable });
                }
            }
            Assert.Equal(NativeCodecs.Pixels, await _pool.DecodeAsync(Good, Cancel));
        }
    }

    [Fact]
    public async Task GivenManyPicturesAtOnce_WhenOneProcessDecodes_ThenAllComeOutRight()
    {
        using (_pool)
        {
            var all = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => _pool.DecodeAsync(
                i % 2 == 0 ? Good : new(NativeCodec.JpegLs, NativeCodecs.JpegLs, 8, 8, 1, 12, IsSigned: false), Cancel)));

            Assert.All(all, samples => Assert.Equal(NativeCodecs.Pixels, samples));
            Assert.Single(_pool.ProcessIds);
        }
    }

    [Fact]
    public async Task GivenTooManyWait_WhenOneMoreComes_ThenItIsTurnedAway()
    {
        using var pool = new NativeCodecPool(new CodecOptions { Processes = 1, Waiting = 1 });
        Task<ushort[]>[] asked = [.. Enumerable.Range(0, 3).Select(_ => pool.DecodeAsync(Good, Cancel))];

        await Assert.ThrowsAsync<CodecsUnavailableException>(() => asked[2]);
        Assert.Equal([64, 64], (await Task.WhenAll(asked[..2])).Select(s => s.Length));
    }

    [Fact]
    public async Task GivenACallerThatGivesUp_WhenItsPictureIsInWork_ThenTheNextIsDecoded()
    {
        using (_pool)
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _pool.DecodeAsync(Good, new CancellationToken(canceled: true)));
            await _pool.WarmAsync(Cancel);
            await NativeCodecs.RunAsync("kill", "-STOP", _pool.ProcessIds[0].ToString(System.Globalization.CultureInfo.InvariantCulture));
            using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
            var decoding = _pool.DecodeAsync(Good, giveUp.Token);
            await giveUp.CancelAsync();

            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => decoding);
            Assert.Equal(NativeCodecs.Pixels, await _pool.DecodeAsync(Good, Cancel));
        }
    }

    [Fact]
    public async Task GivenARunningProcess_ThenItHasNoEnvironmentOfOursAndTheKernelFiltersIt()
    {
        using (_pool)
        {
            Environment.SetEnvironmentVariable("OXI_TEST_SECRET", "hunter2");
            await _pool.WarmAsync(Cancel);
            Environment.SetEnvironmentVariable("OXI_TEST_SECRET", null);
            var id = Assert.Single(_pool.ProcessIds);
            var status = await File.ReadAllTextAsync($"/proc/{id}/status", Cancel);
            Assert.Contains("NoNewPrivs:\t1", status, StringComparison.Ordinal);
            if (System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture == System.Runtime.InteropServices.Architecture.X64)
                Assert.Contains("Seccomp:\t2", status, StringComparison.Ordinal);
            try
            {
                Assert.DoesNotContain("hunter2", await File.ReadAllTextAsync($"/proc/{id}/environ", Cancel), StringComparison.Ordinal);
                // The two pipes, nowhere, and what the runtime opened itself: no socket, nothing that was inherited.
                Assert.DoesNotContain(Directory.GetFileSystemEntries($"/proc/{id}/fd"), f => new FileInfo(f).LinkTarget is { } target
                    && (target.StartsWith("socket:", StringComparison.Ordinal) || target.StartsWith(AppContext.BaseDirectory, StringComparison.Ordinal) && !target.EndsWith(".dll", StringComparison.Ordinal)));
            }
            catch (UnauthorizedAccessException)
            {
                // It cannot be dumped, so that only root may look.
            }
        }
    }

    [Fact]
    public async Task GivenThePoolIsDisposed_WhenItsProcessesAreLookedFor_ThenThereAreNone()
    {
        int id;
        using (_pool)
        {
            await _pool.WarmAsync(Cancel);
            id = Assert.Single(_pool.ProcessIds);
        }

        Assert.Empty(_pool.ProcessIds);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => _pool.DecodeAsync(Good, Cancel));
        // It was killed; the system may take a moment to bury it.
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        limit.CancelAfter(TimeSpan.FromSeconds(10));
        while (await IsAliveAsync(id, limit.Token))
            await Task.Yield();
    }

    private static async Task<bool> IsAliveAsync(int id, CancellationToken cancel)
    {
        try
        {
            return !(await File.ReadAllTextAsync($"/proc/{id}/status", cancel)).Contains("State:\tZ", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            // Gone, before or while it was read.
            return false;
        }
    }

    void ICodecObserver.Started(int filterError, bool hasCharLs, bool hasOpenJpeg)
    {
    }

    void ICodecObserver.Answered(NativeCodec codec, bool decoded, TimeSpan took)
    {
    }

    void ICodecObserver.Died(CodecDeath death) => _deaths.Add(death);
}
