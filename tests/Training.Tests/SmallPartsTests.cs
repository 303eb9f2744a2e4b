using System.Buffers.Binary;
using System.Text;
using OxiPortal.Training.Data;
using OxiPortal.Training.Evaluation.Report;
using OxiPortal.Training.Runtime;

namespace OxiPortal.Training.Tests;

public class SmallPartsTests
{
    [Theory]
    [InlineData("a,b,c", new[] { "a", "b", "c" })]
    [InlineData("a,,", new[] { "a", "", "" })]
    [InlineData("\"COVID-19, ARDS\",PA", new[] { "COVID-19, ARDS", "PA" })]
    [InlineData("\"say \"\"aah\"\"\",x", new[] { "say \"aah\"", "x" })]
    public void ACsvLineIsSplitAtItsCommas(string line, string[] expected) => Assert.Equal(expected, CsvLine.Split(line));

    [Fact]
    public void SeedsAreTheSameInEveryProcess() => Assert.Equal(HashCodes.Of(1, 2, 3), HashCodes.Of(1, 2, 3));

    [Fact]
    public void SeedsDifferWithEachNumber() =>
        Assert.Equal(1000, Enumerable.Range(0, 1000).Select(i => HashCodes.Of(1, i / 10, i % 10)).Distinct().Count());

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    [InlineData(64)]
    public void WhatIsNoElfFileIsLeftAlone(int length) => Assert.False(WeakVersionPatch.MarkWeak(new byte[length]));

    [Fact]
    public void GivenANeedOfTheNewLibrary_WhenMarked_ThenOnlyItsFlagChangesAndOnlyOnce()
    {
        var elf = ElfThatNeeds("GLIBCXX_3.4.32");
        var before = (byte[])elf.Clone();

        Assert.True(WeakVersionPatch.MarkWeak(elf));
        Assert.Equal([Flags], Enumerable.Range(0, elf.Length).Where(i => elf[i] != before[i]));
        Assert.Equal(2, elf[Flags]);
        Assert.False(WeakVersionPatch.MarkWeak(elf));
    }

    [Fact]
    public void GivenANeedOfAnOldLibrary_WhenMarked_ThenNothingChanges() => Assert.False(WeakVersionPatch.MarkWeak(ElfThatNeeds("GLIBCXX_3.4.21")));

    [Fact]
    public void APlotHoldsACurveForEachName()
    {
        var svg = new SvgChart("ROC <of> two", "x & y", "y").Curve("jsrt", [(0, 0), (1, 1)]).Curve("nih", [(0, 0.5), (2, 1)])
            .Dots("films", [(0.5, 0.5, "a<b"), (3, 3, "outside")]).Intervals("95 %", [(0.2, 0.5, 0.4, 0.6, "hint")]).Level(0.3, "mean").Diagonal().ToSvg();

        Assert.Equal(3, svg.Split("<polyline").Length);
        Assert.Equal(2, svg.Split("r=\"3\"").Length);
        System.Xml.Linq.XDocument.Parse(svg);
    }

    [Fact]
    public void GivenTheSharedData_WhenItsFilmsAreFound_ThenEachSetIsWhole()
    {
        var folder = Shared.Films();
        Assert.SkipUnless(folder is not null, "../shared is not here.");

        var films = PublicFilms.In(folder!);

        Assert.Equal(
            [("gb_covid", 73), ("jsrt", 167), ("nih", 88), ("shenzhen", 142), ("wingspan", 155)],
            films.GroupBy(f => f.Source).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => (g.Key, g.Count())));
        Assert.Equal(105, films.Count(f => f.Source == "jsrt" && f.Boxes.Count == 1));
    }

    // Two section headers (strings, version needs), one need with one entry.
    private const int Strings = 0x100;
    private const int Need = 0x140;
    private const int Flags = Need + 16 + 4;

    private static byte[] ElfThatNeeds(string version)
    {
        var elf = new byte[0x200];
        "\u007fELF\u0002\u0001"u8.CopyTo(elf);
        void U16(int at, int value) => BinaryPrimitives.WriteUInt16LittleEndian(elf.AsSpan(at), (ushort)value);
        void U32(int at, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(elf.AsSpan(at), value);
        U32(0x28, 0x40);
        U16(0x3A, 64);
        U16(0x3C, 2);
        U32(0x40 + 4, 3);
        U32(0x40 + 24, Strings);
        U32(0x80 + 4, 0x6ffffffe);
        U32(0x80 + 24, Need);
        U16(Need, 1);
        U16(Need + 2, 1);
        U32(Need + 8, 16);
        Encoding.ASCII.GetBytes(version).CopyTo(elf, Strings + 5);
        U32(Need + 16 + 8, 5);
        return elf;
    }
}

internal static class Shared
{
    /// <summary>The folder of the public sets, or null where it is not.</summary>
    public static string? Films()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (!File.Exists(Path.Combine(folder.FullName, "OxiPortal.sln")))
                continue;
            var films = Path.Combine(folder.FullName, "..", "shared", "data", "cxr");
            return Directory.Exists(films) ? films : null;
        }
        return null;
    }
}
