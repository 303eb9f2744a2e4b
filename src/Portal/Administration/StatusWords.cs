using System.Globalization;

namespace OxiPortal.Portal.Administration;

/// <summary>Figures of the status page as people read them.</summary>
internal static class StatusWords
{
    public static string Of(TimeSpan time) => time switch
    {
        { TotalSeconds: < 1 } => "0 s",
        { TotalMinutes: < 1 } => Text($"{time.Seconds} s"),
        { TotalHours: < 1 } => Text($"{time.Minutes} min {time.Seconds:00} s"),
        { TotalDays: < 1 } => Text($"{time.Hours} h {time.Minutes:00} min"),
        _ => Text($"{(int)time.TotalDays} d {time.Hours} h"),
    };

    /// <summary>Two figures that mean something, from ms to minutes.</summary>
    public static string Seconds(double seconds) => seconds switch
    {
        < 0.1 => Text($"{seconds * 1000:0} ms"),
        < 10 => Text($"{seconds:0.00} s"),
        _ => Text($"{seconds:0.0} s"),
    };

    public static string Bytes(long bytes) => bytes switch
    {
        >= 1L << 40 => Text($"{bytes / (double)(1L << 40):0.0} TiB"),
        >= 1L << 30 => Text($"{bytes / (double)(1L << 30):0.0} GiB"),
        >= 1L << 20 => Text($"{bytes / (double)(1L << 20):0.0} MiB"),
        _ => Text($"{bytes / 1024.0:0} KiB"),
    };

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
