using OxiPortal.Dicom.Codecs;

namespace OxiPortal.Dicom.Isolation;

/// <summary>Hears what the codec processes do: for counters, logs and pages. Called from any thread; must not throw.</summary>
public interface ICodecObserver
{
    /// <summary>A process is ready.</summary>
    /// <param name="filterError">0: the kernel filters its system calls. Else errno, or -1 where this platform has no filter.</param>
    /// <param name="hasCharLs">JPEG-LS can be decoded.</param>
    /// <param name="hasOpenJpeg">JPEG 2000 can be decoded.</param>
    void Started(int filterError, bool hasCharLs, bool hasOpenJpeg);

    /// <summary>A picture was answered for.</summary>
    /// <param name="codec">Which.</param>
    /// <param name="decoded">False: it is damaged, or its process died over it.</param>
    /// <param name="took">Without waiting for a process.</param>
    void Answered(NativeCodec codec, bool decoded, TimeSpan took);

    /// <summary>A process died over a picture.</summary>
    void Died(CodecDeath death);
}
