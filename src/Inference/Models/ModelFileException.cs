namespace OxiPortal.Inference.Models;

/// <summary>A model file or its card is missing, damaged or not the one its card describes; the message names it and says what to do.</summary>
public sealed class ModelFileException : Exception
{
    public ModelFileException()
    {
    }

    public ModelFileException(string message)
        : base(message)
    {
    }

    public ModelFileException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
