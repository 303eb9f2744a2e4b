namespace OxiPortal.Dicom.Tests.Bugs;

/// <summary>8 x 8 pixels of three components and 8 bits in JPEG 2000 without loss: red 30x, green 30y, blue 10 (x + y). <c>opj_compress -n 1 -mct 0</c> and <c>1</c>.</summary>
internal static class ColourCodestreams
{
    public static byte[] Plain { get; } = Convert.FromBase64String(
        "/0//UQAvAAAAAAAIAAAACAAAAAAAAAAAAAAACAAAAAgAAAAAAAAAAAADBwEBBwEBBwEB/1IADAAAAAEAAAQEAAH/XAAEQED/ZAAlAAFDcmVhdGVkIGJ5IE9wZW5KUEVHIHZlcnNpb24gMi41LjD/kA" +
        "AKAAAAAACWAAH/k9+BQBFqofAhBYJwUgpXWn+UgXf0cy8yWH6CwE1GFp0d1HWXl5eXl5e0K3/fgTgSjirQ9fs8y7xB5r55GQAFJMHu/g2i8ExKntV5DVtQAAAAAAAQIC/fgYASK2cMxCRwTxl1IsjQby9xZV9GTSQfyVBbVE/bH4kmxhrjbCmDxKOInETiJxE3PBf/2Q==");

    /// <summary>By the reversible colour transform.</summary>
    public static byte[] Transformed { get; } = Convert.FromBase64String(
        "/0//UQAvAAAAAAAIAAAACAAAAAAAAAAAAAAACAAAAAgAAAAAAAAAAAADBwEBBwEBBwEB/1IADAAAAAEBAAQEAAH/XAAEQED/ZAAlAAFDcmVhdGVkIGJ5IE9wZW5KUEVHIHZlcnNpb24gMi41LjD/kA" +
        "AKAAAAAAC4AAH/k9+B2BIrZtdjm6DhFbVs3Eu8hD0ZXSfeFlFRUr99Flf8J2kTIwdo2hjpjE8n/qyqqe2aGSnpznOc5znSjlO/34GYPlyuyyK/rxGwOcvVGyN9Fo7UFhWarj9Jqg8iuh+Md+RznU7m" +
        "Kp3XU1EooqPSPLy4dc+/34GYLJZhmJVnVJFqG/+AnATWBcmDVeR/+9V4v0JH+VRaykSa0PpBzxb1UkzXlJ2dS/zB3UI//9k=");

    public static ushort[] Pixels { get; } = [.. Enumerable.Range(0, 64).SelectMany(i => new[] { (ushort)(i % 8 * 30), (ushort)(i / 8 * 30), (ushort)((i % 8 + i / 8) * 10) })];
}
