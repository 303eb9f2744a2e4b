using OxiPortal.Inference.Remote;

namespace OxiPortal.Inference.Tests.Remote;

public class PortalAddressTests
{
    [Theory]
    [InlineData("https://portal.example", false, "https://portal.example/")]
    [InlineData("https://portal.example:8443/xray", false, "https://portal.example:8443/xray/")]
    [InlineData("http://127.0.0.1:5080", false, "http://127.0.0.1:5080/")]
    [InlineData("http://localhost:5080/", false, "http://localhost:5080/")]
    // Written so, it is this machine and no name to be looked up.
    [InlineData("http://loopback:5080", false, "http://localhost:5080/")]
    [InlineData("http://[::1]:5080", false, "http://[::1]:5080/")]
    [InlineData("http://portal.example", true, "http://portal.example/")]
    public void GivenAnAddressThatMayBeUsed_ThenItEndsInASlash(string text, bool allowHttp, string expected) =>
        Assert.Equal(expected, PortalAddress.Parse(text, allowHttp).AbsoluteUri);

    [Theory]
    [InlineData("http://portal.example", "--allow-http")]
    [InlineData("http://127.0.0.1.example", "--allow-http")]
    [InlineData("portal.example", "no address")]
    [InlineData("ftp://portal.example", "no address")]
    [InlineData("https://user:secret@portal.example", "--token-file")]
    [InlineData("https://portal.example?token=secret", "--token-file")]
    public void GivenAnotherAddress_ThenASentenceSaysWhatToDo(string text, string says)
    {
        var refusal = Assert.Throws<FormatException>(() => PortalAddress.Parse(text, allowHttp: false));

        Assert.Contains(says, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void GivenASecretInTheAddress_ThenTheSentenceDoesNotRepeatIt() =>
        Assert.DoesNotContain("secret", Assert.Throws<FormatException>(() => PortalAddress.Parse("https://u:secret@h", false)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("")]
    [InlineData(" \n")]
    [InlineData("two words")]
    [InlineData("two\nlines")]
    [InlineData("ümlaut")]
    public void GivenWhatIsNoToken_ThenItIsRefusedAndNotRepeated(string text)
    {
        var refusal = Assert.Throws<FormatException>(() => ServiceToken.Parse(text));

        Assert.True(text.Trim().Length == 0 || !refusal.Message.Contains(text, StringComparison.Ordinal));
    }

    [Fact]
    public void GivenATokenWithALineBreak_ThenItIsTakenWithoutAndNeverPrinted()
    {
        var token = ServiceToken.Parse("oxi_abc\n");

        Assert.Equal("oxi_abc", token.Value);
        Assert.DoesNotContain("abc", token.ToString(), StringComparison.Ordinal);
    }
}
