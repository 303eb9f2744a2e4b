using ArchUnitNET.Domain;
using ArchUnitNET.Loader;
using ArchUnitNET.xUnitV3;
using OxiPortal.Domain.Imaging;
using static ArchUnitNET.Fluent.ArchRuleDefinition;
using static ArchUnitNET.Fluent.Slices.SliceRuleDefinition;

namespace OxiPortal.Architecture.Tests;

public class DomainTests
{
    private static readonly ArchUnitNET.Domain.Architecture Loaded = new ArchLoader()
        .LoadAssemblies(typeof(DicomUid).Assembly, typeof(File).Assembly)
        .Build();

    private static readonly IObjectProvider<IType> DomainTypes = Types().That().ResideInAssembly(typeof(DicomUid).Assembly).As("the domain");

    [Fact]
    public void TheConceptsOfTheDomainFormNoCircle() =>
        Slices().Matching("OxiPortal.Domain.(*)").Should().BeFreeOfCycles().Check(new ArchLoader().LoadAssemblies(typeof(DicomUid).Assembly).Build());

    [Fact]
    public void TheDomainTouchesNoFile() =>
        Types().That().Are(DomainTypes).Should().NotDependOnAny(
            Types().That().Are(typeof(File), typeof(FileStream), typeof(Directory), typeof(FileInfo))).Check(Loaded);
}
