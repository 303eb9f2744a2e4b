using OxiPortal.Portal.Tests.Support;

namespace OxiPortal.Portal.Tests.Upload;

public sealed class UploadScriptTests(ITestOutputHelper output)
{
    [Fact]
    public Task GivenTheUploadScript_WhenItsTestsRun_ThenAllPass() =>
        NodeScript.MustSucceedAsync(output, "tests/Portal.Tests/Upload", "--test", "upload.test.mjs");
}
