using OxiPortal.Portal.Hosting;

namespace OxiPortal.Portal.Tests.Hosting;

public sealed class ListenAddressesTests
{
    [Theory]
    [InlineData(null, false)]
    [InlineData("http://127.0.0.1:5080", false)]
    [InlineData("http://localhost:80;http://[::1]:81", false)]
    [InlineData("https://0.0.0.0:443", true)]
    [InlineData("https://portal.example:443;https://[::]:444", true)]
    public void GivenAnAddressOfThisMachineOrHttps_WhenChecked_ThenItIsTaken(string? urls, bool httpsOnly) =>
        Assert.Equal(httpsOnly, ListenAddresses.Check(urls, allowPlainHttp: false).HttpsOnly);

    [Theory]
    [InlineData("http://0.0.0.0:5080")]
    [InlineData("http://*:80")]
    [InlineData("http://+:80")]
    [InlineData("http://portal.example")]
    [InlineData("http://127.0.0.1:1;http://192.168.0.4:2")]
    public void GivenHttpBeyondThisMachine_WhenChecked_ThenTheMessageNamesTheKeyThatAllowsIt(string urls)
    {
        var refusal = Assert.Throws<PortalConfigurationException>(() => ListenAddresses.Check(urls, allowPlainHttp: false));

        Assert.Contains(ListenAddresses.AllowPlainHttpKey, refusal.Message, StringComparison.Ordinal);
        Assert.NotEmpty(ListenAddresses.Check(urls, allowPlainHttp: true).Addresses);
    }

    [Theory]
    [InlineData("5080")]
    [InlineData("ftp://127.0.0.1")]
    [InlineData("http//127.0.0.1")]
    public void GivenNoAddress_WhenChecked_ThenTheMessageNamesTheKey(string urls) =>
        Assert.Contains("urls", Assert.Throws<PortalConfigurationException>(() => ListenAddresses.Check(urls, false)).Message, StringComparison.Ordinal);
}
