using System.Runtime.InteropServices;

namespace OxiPortal.Codecs;

/// <summary>What is used of OpenJPEG's C interface (openjpeg.h, 2.5). Functions that answer a number answer 1 for success.</summary>
internal static unsafe partial class OpenJpegLibrary
{
    public const string Name = "libopenjp2.so.7";

    /// <summary>OPJ_CODEC_J2K: a codestream without boxes.</summary>
    public const int CodecJ2k = 0;

    [LibraryImport(Name, EntryPoint = "opj_create_decompress")]
    public static partial nint CreateDecompress(int format);

    [LibraryImport(Name, EntryPoint = "opj_destroy_codec")]
    public static partial void DestroyCodec(nint codec);

    [LibraryImport(Name, EntryPoint = "opj_set_default_decoder_parameters")]
    public static partial void SetDefaultParameters(byte* parameters);

    [LibraryImport(Name, EntryPoint = "opj_setup_decoder")]
    public static partial int SetupDecoder(nint codec, byte* parameters);

    [LibraryImport(Name, EntryPoint = "opj_decoder_set_strict_mode")]
    public static partial int SetStrictMode(nint codec, int strict);

    [LibraryImport(Name, EntryPoint = "opj_set_error_handler")]
    public static partial int SetErrorHandler(nint codec, delegate* unmanaged[Cdecl]<byte*, void*, void> handler, void* data);

    [LibraryImport(Name, EntryPoint = "opj_set_warning_handler")]
    public static partial int SetWarningHandler(nint codec, delegate* unmanaged[Cdecl]<byte*, void*, void> handler, void* data);

    [LibraryImport(Name, EntryPoint = "opj_stream_create")]
    public static partial nint CreateStream(nuint bufferBytes, int isInput);

    [LibraryImport(Name, EntryPoint = "opj_stream_destroy")]
    public static partial void DestroyStream(nint stream);

    [LibraryImport(Name, EntryPoint = "opj_stream_set_user_data")]
    public static partial void SetUserData(nint stream, void* data, nint free);

    [LibraryImport(Name, EntryPoint = "opj_stream_set_user_data_length")]
    public static partial void SetUserDataLength(nint stream, ulong length);

    [LibraryImport(Name, EntryPoint = "opj_stream_set_read_function")]
    public static partial void SetRead(nint stream, delegate* unmanaged[Cdecl]<byte*, nuint, void*, nuint> function);

    [LibraryImport(Name, EntryPoint = "opj_stream_set_skip_function")]
    public static partial void SetSkip(nint stream, delegate* unmanaged[Cdecl]<long, void*, long> function);

    [LibraryImport(Name, EntryPoint = "opj_stream_set_seek_function")]
    public static partial void SetSeek(nint stream, delegate* unmanaged[Cdecl]<long, void*, int> function);

    [LibraryImport(Name, EntryPoint = "opj_read_header")]
    public static partial int ReadHeader(nint stream, nint codec, Image** image);

    /// <summary>After the header: how many of the finest resolutions are left out. Fails where there are not so many.</summary>
    [LibraryImport(Name, EntryPoint = "opj_set_decoded_resolution_factor")]
    public static partial int LeaveOutResolutions(nint codec, uint count);

    [LibraryImport(Name, EntryPoint = "opj_decode")]
    public static partial int Decode(nint codec, nint stream, Image* image);

    [LibraryImport(Name, EntryPoint = "opj_end_decompress")]
    public static partial int EndDecompress(nint codec, nint stream);

    [LibraryImport(Name, EntryPoint = "opj_image_destroy")]
    public static partial void DestroyImage(Image* image);

    /// <summary>opj_image_t.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal readonly struct Image
    {
        public readonly uint X0;
        public readonly uint Y0;
        public readonly uint X1;
        public readonly uint Y1;
        public readonly uint ComponentCount;
        public readonly int ColourSpace;
        public readonly Component* Components;
        public readonly byte* IccProfile;
        public readonly uint IccProfileLength;
    }

    /// <summary>opj_image_comp_t.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal readonly struct Component
    {
        public readonly uint Dx;
        public readonly uint Dy;
        public readonly uint Width;
        public readonly uint Height;
        public readonly uint X0;
        public readonly uint Y0;
        public readonly uint Precision;
        public readonly uint BitsPerPixel;
        public readonly uint Signed;
        public readonly uint ResolutionsDecoded;
        public readonly uint Factor;
        public readonly int* Data;
        public readonly ushort Alpha;
    }
}
