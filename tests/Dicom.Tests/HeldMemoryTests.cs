using OxiPortal.Dicom.Tests.Making;

namespace OxiPortal.Dicom.Tests;

/// <summary>What open films hold in memory. Runs while no other test does: the collector counts everybody's.</summary>
[Collection(nameof(Alone))]
public sealed class HeldMemoryTests
{
    [Fact]
    public async Task GivenSmallValuesBetweenLongerOnes_WhenOpened_ThenTheyHoldTheirOwnBytesAlone()
    {
        // Once 64 MiB are kept, only short values are. A pair is 64 KiB, so that each of them lies in another piece that was read.
        const int Pairs = 4000, Longer = (1 << 16) - 30 - 2 * 12, Kept = 64 << 20;
        using var path = new TemporaryFile();
        using (var file = File.Create(path.Path))
        {
            file.Write(new RawDicom().Text(DicomTags.PatientName, "PN", "Doe^Small").ToFile(DicomTransferSyntax.ExplicitVRLittleEndian));
            for (var i = 0; i < Pairs; i++)
            {
                var element = (ushort)(0x1000 + 2 * i);
                file.Write(new RawDicom().Header(0x1001, element, "OB", 30).Bytes(new byte[30]).Header(0x1001, (ushort)(element + 1), "OB", Longer).ToDataSet());
                file.Position += Longer;
            }
            file.SetLength(file.Position);
        }
        var before = GC.GetTotalMemory(forceFullCollection: true);
        using var film = await DicomFile.OpenAsync(path.Path, DicomReadLimits.Kept);
        var held = GC.GetTotalMemory(forceFullCollection: true) - before;
        TestContext.Current.TestOutputHelper?.WriteLine($"{held >> 10} KiB held");
        Assert.InRange(film.Dataset.Count, 2 * Pairs, 2 * Pairs + 20);
        // The objects themselves are some 200 bytes each.
        Assert.InRange(held, 0, Kept + Pairs * 1000L);
    }
}

/// <summary>Tests that measure something of the whole process.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
