using MudBlazor;

namespace OxiPortal.Portal.Layout;

/// <summary>The colours and type of the portal as MudBlazor takes them; <c>wwwroot/app.css</c> holds the same as CSS variables.</summary>
public static class PortalTheme
{
    private static readonly string[] SystemFonts = ["system-ui", "-apple-system", "Segoe UI", "Roboto", "Noto Sans", "Ubuntu", "Cantarell", "sans-serif"];

    public static MudTheme Theme { get; } = new()
    {
        PaletteDark = new PaletteDark
        {
            Black = "#000000",
            Background = "#0E1114",
            BackgroundGray = "#161B20",
            Surface = "#161B20",
            DrawerBackground = "#161B20",
            DrawerText = "#E4E9ED",
            DrawerIcon = "#A3B0BB",
            AppbarBackground = "#161B20",
            AppbarText = "#E4E9ED",
            TextPrimary = "#E4E9ED",
            TextSecondary = "#A3B0BB",
            TextDisabled = "#6B7A88",
            ActionDefault = "#A3B0BB",
            ActionDisabled = "#6B7A88",
            ActionDisabledBackground = "#1F262D",
            Primary = "#5AC8C8",
            PrimaryContrastText = "#0E1114",
            Secondary = "#A3B0BB",
            SecondaryContrastText = "#0E1114",
            Tertiary = "#7FB7A3",
            Info = "#6FA8FF",
            InfoContrastText = "#0E1114",
            Success = "#7FB7A3",
            SuccessContrastText = "#0E1114",
            Warning = "#E6D36F",
            WarningContrastText = "#0E1114",
            Error = "#F2A65A",
            ErrorContrastText = "#0E1114",
            LinesDefault = "#36424D",
            LinesInputs = "#6B7A88",
            TableLines = "#36424D",
            Divider = "#36424D",
            TableHover = "#1F262D",
            OverlayDark = "rgba(0,0,0,0.6)",
        },
        PaletteLight = new PaletteLight
        {
            Background = "#F3F5F7",
            BackgroundGray = "#E7EBEF",
            Surface = "#FFFFFF",
            DrawerBackground = "#FFFFFF",
            DrawerText = "#161B20",
            DrawerIcon = "#4C5964",
            AppbarBackground = "#FFFFFF",
            AppbarText = "#161B20",
            TextPrimary = "#161B20",
            TextSecondary = "#4C5964",
            TextDisabled = "#6B7A88",
            ActionDefault = "#4C5964",
            Primary = "#0B6E6E",
            PrimaryContrastText = "#FFFFFF",
            Secondary = "#4C5964",
            Info = "#1F5FBF",
            Success = "#2F6B57",
            Warning = "#7A6500",
            Error = "#9A4E08",
            LinesDefault = "#CBD3DA",
            LinesInputs = "#6B7A88",
            TableLines = "#CBD3DA",
            Divider = "#CBD3DA",
            TableHover = "#E7EBEF",
        },
        LayoutProperties = new LayoutProperties { DefaultBorderRadius = "4px", DrawerWidthLeft = "208px", DrawerMiniWidthLeft = "56px", AppbarHeight = "48px" },
        Typography = new Typography
        {
            Default = new DefaultTypography { FontFamily = SystemFonts, FontSize = "0.8125rem", LineHeight = "1.45" },
            H1 = new H1Typography { FontFamily = SystemFonts, FontSize = "1.25rem", FontWeight = "600", LineHeight = "1.3" },
            H2 = new H2Typography { FontFamily = SystemFonts, FontSize = "1rem", FontWeight = "600", LineHeight = "1.3" },
            Body1 = new Body1Typography { FontFamily = SystemFonts, FontSize = "0.875rem" },
            Body2 = new Body2Typography { FontFamily = SystemFonts, FontSize = "0.8125rem" },
            Button = new ButtonTypography { FontFamily = SystemFonts, FontSize = "0.8125rem", FontWeight = "600", TextTransform = "none" },
            Caption = new CaptionTypography { FontFamily = SystemFonts, FontSize = "0.75rem" },
        },
    };
}
