using OxiPortal.Portal.Api.Wado;

namespace OxiPortal.Portal.Tests.Api;

public sealed class FrameAcceptTests
{
    [Theory]
    [InlineData(null, FrameForm.Multipart)]
    [InlineData("", FrameForm.Multipart)]
    [InlineData("*/*", FrameForm.Multipart)]
    [InlineData("multipart/related; type=\"application/octet-stream\"", FrameForm.Multipart)]
    [InlineData("multipart/related; type=application/octet-stream; transfer-syntax=*", FrameForm.Multipart)]
    [InlineData("multipart/related; type=\"application/octet-stream\"; transfer-syntax=\"1.2.840.10008.1.2.1\"", FrameForm.Multipart)]
    [InlineData("multipart/related; type=\"image/jls\"; transfer-syntax=1.2.840.10008.1.2.4.80, multipart/related; type=\"application/octet-stream\"", FrameForm.Multipart)]
    [InlineData("application/octet-stream", FrameForm.Single)]
    [InlineData("application/octet-stream; transfer-syntax=1.2.840.10008.1.2.1", FrameForm.Single)]
    [InlineData("image/jpeg", FrameForm.None)]
    [InlineData("multipart/related; type=\"image/jp2\"", FrameForm.None)]
    [InlineData("multipart/related; type=\"application/octet-stream\"; transfer-syntax=1.2.840.10008.1.2.4.90", FrameForm.None)]
    public void GivenAnAcceptHeader_WhenRead_ThenTheFormIsThatOfPs318(string? accept, FrameForm expected) =>
        Assert.Equal(expected, FrameAccept.Form(accept));
}
