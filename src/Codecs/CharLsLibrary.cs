using System.Runtime.InteropServices;

namespace OxiPortal.Codecs;

/// <summary>What is used of CharLS's C interface (charls_jpegls_decoder.h, 2.1 and newer). Each function answers 0 or an error.</summary>
internal static unsafe partial class CharLsLibrary
{
    public const string Name = "libcharls.so.2";

    [LibraryImport(Name, EntryPoint = "charls_jpegls_decoder_create")]
    public static partial nint Create();

    [LibraryImport(Name, EntryPoint = "charls_jpegls_decoder_destroy")]
    public static partial void Destroy(nint decoder);

    [LibraryImport(Name, EntryPoint = "charls_jpegls_decoder_set_source_buffer")]
    public static partial int SetSource(nint decoder, byte* source, nuint length);

    [LibraryImport(Name, EntryPoint = "charls_jpegls_decoder_read_header")]
    public static partial int ReadHeader(nint decoder);

    [LibraryImport(Name, EntryPoint = "charls_jpegls_decoder_get_frame_info")]
    public static partial int GetFrameInfo(nint decoder, out FrameInfo frame);

    [LibraryImport(Name, EntryPoint = "charls_jpegls_decoder_get_interleave_mode")]
    public static partial int GetInterleaveMode(nint decoder, out int mode);

    [LibraryImport(Name, EntryPoint = "charls_jpegls_decoder_get_destination_size")]
    public static partial int GetDestinationSize(nint decoder, uint stride, out nuint bytes);

    [LibraryImport(Name, EntryPoint = "charls_jpegls_decoder_decode_to_buffer")]
    public static partial int Decode(nint decoder, byte* destination, nuint length, uint stride);

    /// <summary>charls_frame_info.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal readonly struct FrameInfo
    {
        public readonly uint Width;
        public readonly uint Height;
        public readonly int Precision;
        public readonly int Components;
    }
}
