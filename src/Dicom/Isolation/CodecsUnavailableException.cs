namespace OxiPortal.Dicom.Isolation;

/// <summary>
/// No codec process can be had: none starts, or too many pictures wait. That says nothing of the picture; later it may be decoded. The message is
/// one sentence for whoever runs the machine.
/// </summary>
public sealed class CodecsUnavailableException(string message, Exception? inner = null) : IOException(message, inner);
