using Bunit;
using Microsoft.AspNetCore.Components;
using MudBlazor;
using MudBlazor.Extensions;
using MudBlazor.Services;
using OxiPortal.Portal.Layout;

namespace OxiPortal.Portal.Tests.Layout;

public sealed class MainLayoutTests : BunitContext
{
    private readonly BunitJSModuleInterop _theme;

    public MainLayoutTests()
    {
        JSInterop.Mode = JSRuntimeMode.Loose;
        _theme = JSInterop.SetupModule("/js/theme.js");
        _theme.Mode = JSRuntimeMode.Loose;
        Services.AddMudServices();
        this.AddAuthorization().SetAuthorized("Test QA");
        // The renderer is a service: asking for it closes the list of services.
        Renderer.SetRendererInfo(new RendererInfo("Server", isInteractive: true));
    }

    [Fact]
    public void GivenAPageThatMayBeLight_WhenTheColoursAreChanged_ThenTheyAreShownAndKeptAndGoneWhereFilmsAreRead()
    {
        Services.GetRequiredService<NavigationManager>().NavigateTo("qa");
        var layout = Render<MainLayout>(p => p.Add(l => l.Body, "page"));
        Assert.True(IsDark(layout));

        layout.Find("button[title='Light colours']").Click();

        Assert.False(IsDark(layout));
        Assert.Equal([true], _theme.Invocations["keep"].Select(i => i.Arguments[0]));
        Assert.Equal([true], _theme.Invocations["show"].Select(i => i.Arguments[0]));

        Services.GetRequiredService<NavigationManager>().NavigateTo("worklist");
        layout.Render(p => p.Add(l => l.Body, "another page"));

        Assert.True(IsDark(layout));
        Assert.Equal([true, false], _theme.Invocations["show"].Select(i => i.Arguments[0]));
        Assert.Empty(layout.FindAll("button[title$='colours']"));
    }

    private static bool IsDark(IRenderedComponent<MainLayout> layout) => layout.FindComponent<MudThemeProvider>().Instance.GetState(x => x.IsDarkMode);
}
