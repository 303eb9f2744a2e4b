namespace OxiPortal.Infrastructure.Intake;

/// <summary>The portal could not keep what it received: its disk is full or fails, its store does not answer, or another program holds its database. Nothing of that file was kept, and sending it again later may work.</summary>
public sealed class StorageFailedException : Exception
{
    private const string Sentence = "The portal cannot store files at the moment: its disk is full or fails.";

    public StorageFailedException()
        : base(Sentence)
    {
    }

    public StorageFailedException(string message)
        : base(message)
    {
    }

    public StorageFailedException(string message, Exception inner)
        : base(message, inner)
    {
    }

    public StorageFailedException(Exception inner)
        : base(Sentence, inner)
    {
    }
}
