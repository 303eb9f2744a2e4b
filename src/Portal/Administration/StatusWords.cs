using System.Globalization;
using OxiPortal.Dicom.Isolation;
using OxiPortal.Portal.Observability;

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

    public static string Of(CodecPlace? place) => place switch
    {
        null => "not started yet: the first such picture starts them",
        { HasCharLs: false, HasOpenJpeg: false } => "missing: install CharLS (libcharls2) and OpenJPEG (libopenjp2-7)",
        { HasCharLs: false } => "CharLS (JPEG-LS) is missing: install libcharls2",
        { HasOpenJpeg: false } => "OpenJPEG (JPEG 2000) is missing: install libopenjp2-7",
        { IsFiltered: true } => "in processes of their own, system calls filtered",
        _ => "in processes of their own; this system does not filter their calls",
    };

    public static string Of(IReadOnlyDictionary<CodecDeath, int> deaths) => deaths.Count == 0
        ? "none"
        : string.Join(", ", deaths.OrderBy(d => d.Key).Select(d => Text($"{d.Value} {Word(d.Key)}")));

    private static string Word(CodecDeath death) => death switch
    {
        CodecDeath.Crashed => "crashed",
        CodecDeath.OverTime => "over time",
        CodecDeath.OverMemory => "over memory",
        _ => "lost",
    };

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
