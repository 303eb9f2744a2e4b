using FsCheck.Xunit;
using OxiPortal.Dicom.Tests.Making;

namespace OxiPortal.Dicom.Tests;

/// <summary>Whatever is written is read again, from memory and from the disk; whatever is cut is refused, or read up to the cut.</summary>
public class WriterProperties
{
    private static readonly DicomTransferSyntax[] Syntaxes =
    [
        DicomTransferSyntax.ImplicitVRLittleEndian, DicomTransferSyntax.ExplicitVRLittleEndian, DicomTransferSyntax.ExplicitVRBigEndian,
        DicomTransferSyntax.DeflatedExplicitVRLittleEndian,
    ];

    [Property(MaxTest = 60, Replay = "20261123,1", QuietOnSuccess = true)]
    public async Task GivenAnyDataSet_WhenWrittenInAnySyntax_ThenItIsReadAgain(int seed, bool definedLengths)
    {
        var written = RandomDataSet.Draw(seed);
        foreach (var syntax in Syntaxes)
        {
            var bytes = written.ToBytes(new DicomWriteOptions { TransferSyntax = syntax, DefinedLengths = definedLengths });
            using var path = TemporaryFile.Of(bytes.Span);
            using var onDisk = await DicomFile.OpenAsync(path.Path);
            foreach (var read in new[] { DicomFile.Read(bytes), onDisk })
            {
                Assert.Equal(syntax, read.TransferSyntax);
                SameContent.Assert(written.Dataset, read.Dataset, syntax.IsExplicitVR);
                Assert.Equal(ContentHash.Compute(written.Dataset), ContentHash.Compute(read.Dataset));
            }
        }
    }

    [Property(MaxTest = 100, Replay = "20261123,3", QuietOnSuccess = true)]
    public async Task GivenAnyFileCutAnywhere_WhenRead_ThenItIsRefusedOrHoldsItsFirstAttributesWhole(int seed, int place)
    {
        var written = RandomDataSet.Draw(seed);
        foreach (var syntax in Syntaxes)
        {
            var bytes = written.ToBytes(new DicomWriteOptions { TransferSyntax = syntax });
            var cut = bytes[..(int)(new Random(place).NextDouble() * bytes.Length)];
            using var path = TemporaryFile.Of(cut.Span);
            Func<Task<DicomFile>>[] readers = [() => Task.FromResult(DicomFile.Read(cut)), () => DicomFile.OpenAsync(path.Path)];
            foreach (var reader in readers)
            {
                try
                {
                    using var read = await reader();
                    Assert.False(syntax.IsDeflated, "a cut deflated data set was read");
                    SameContent.AssertPrefix(written.Dataset, read.Dataset, syntax.IsExplicitVR);
                    Assert.True(read.Dataset.Count <= written.Dataset.Count);
                }
                catch (DicomException)
                {
                    // Refused.
                }
            }
        }
    }

    [Fact]
    public void GivenADeflatedFileCutAtEveryByte_WhenRead_ThenItIsAlwaysRefused()
    {
        var whole = TestFilm.Native(TestFilm.DataSet(20, 20, 16, 12), TestFilm.Pixels(20, 20, 12)).ToBytes(new DicomWriteOptions { TransferSyntax = DicomTransferSyntax.DeflatedExplicitVRLittleEndian });
        Assert.NotEmpty(DicomFile.Read(whole).Dataset);
        // The last byte may be padding.
        for (var length = 0; length < whole.Length - 1; length++)
            Assert.Throws<DicomException>(() => DicomFile.Read(whole[..length]));
    }
}
