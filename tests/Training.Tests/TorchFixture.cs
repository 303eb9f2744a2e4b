using System.Runtime.CompilerServices;
using OxiPortal.Training.Runtime;

namespace OxiPortal.Training.Tests;

internal static class TorchFixture
{
    [ModuleInitializer]
    internal static void Prepare() => TorchRuntime.Prepare(threads: 1);
}
