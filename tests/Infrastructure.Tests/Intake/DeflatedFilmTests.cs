using System.Buffers.Binary;
using System.IO.Compression;
using OxiPortal.Dicom;
using OxiPortal.Domain.Detection;
using OxiPortal.Infrastructure.Intake;
using OxiPortal.Infrastructure.Tests.Support;

namespace OxiPortal.Infrastructure.Tests.Intake;

/// <summary>What is taken in must be readable ever after: intake allows no more than those who read what is kept.</summary>
public class DeflatedFilmTests
{
    private const int MiB = 1 << 20;

    [Fact]
    public async Task GivenADeflatedFilm_WhenTakenIn_ThenItIsStored()
    {
        await using var portal = await TestPortal.StartAsync(Databases.Chosen);
        Assert.Equal(IntakeKind.Stored, (await portal.UploadAsync(Deflated(new TestFilm(), MiB, noise: 64))).Kind);
    }

    [Theory]
    [InlineData(80 * MiB, 0)]
    [InlineData(256 * MiB, 64)]
    public async Task GivenAFilmThatReadersWouldRefuse_WhenTakenIn_ThenItIsRefusedAtOnce(int inflatedBytes, int noise)
    {
        await using var portal = await TestPortal.StartAsync(Databases.Chosen);
        var film = Deflated(new TestFilm(), inflatedBytes, noise);

        var outcome = await portal.UploadAsync(film);

        Assert.Equal((IntakeKind.Refused, RefusalCodes.ArchiveBomb), (outcome.Kind, outcome.Refusal?.Code));
        Assert.Equal(RefusalCodes.ArchiveBomb, Assert.Throws<DicomException>(() => DicomFile.Read(film)).Code);
    }

    /// <summary>The film with a private attribute behind its pixels that makes it swell.</summary>
    /// <param name="noise">Random bytes in each 4096.</param>
    private static byte[] Deflated(TestFilm film, int moreBytes, int noise)
    {
        var file = film.ToBytes();
        // File Meta Information Group Length (0002,0000) stands behind preamble and prefix: PS3.10 section 7.1.
        var dataset = file.AsSpan(144 + BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(140)));
        using var target = new MemoryStream();
        target.Write(new byte[128]);
        target.Write("DICM"u8);
        target.Write([2, 0, 0x10, 0, (byte)'U', (byte)'I', 22, 0, .. "1.2.840.10008.1.2.1.99"u8]);
        using (var deflate = new DeflateStream(target, noise == 0 ? CompressionLevel.Optimal : CompressionLevel.Fastest, leaveOpen: true))
        {
            deflate.Write(dataset);
            deflate.Write([0xE1, 0x7F, 0x10, 0x10, (byte)'O', (byte)'B', 0, 0, .. BitConverter.GetBytes(moreBytes)]);
            var random = new Random(1);
            var block = new byte[4096];
            for (var written = 0; written < moreBytes; written += block.Length)
            {
                random.NextBytes(block.AsSpan(0, noise));
                deflate.Write(block);
            }
        }
        return target.ToArray();
    }
}
