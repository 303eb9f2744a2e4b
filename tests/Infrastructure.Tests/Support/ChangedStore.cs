using OxiPortal.Domain.Imaging;

namespace OxiPortal.Infrastructure.Tests.Support;

/// <summary>A store that answers some questions otherwise than the one behind it.</summary>
internal sealed class ChangedStore(IInstanceStore store) : IInstanceStore
{
    public Exception? OfCheck { get; set; }
    public Exception? OfLook { get; set; }
    public Func<string, Exception?> OfKey { get; set; } = _ => null;

    public Task CheckAsync(CancellationToken cancel) => OfCheck is { } e ? Task.FromException(e) : store.CheckAsync(cancel);
    public Task LookAsync(CancellationToken cancel) => OfLook is { } e ? Task.FromException(e) : store.LookAsync(cancel);
    public Task<string> KeepAsync(Stream content, CancellationToken cancel) => store.KeepAsync(content, cancel);
    public Task<Stream> OpenAsync(string key, CancellationToken cancel) => OfKey(key) is { } e ? Task.FromException<Stream>(e) : store.OpenAsync(key, cancel);
    public Task<bool?> VerifyAsync(string key, CancellationToken cancel) => OfKey(key) is { } e ? Task.FromException<bool?>(e) : store.VerifyAsync(key, cancel);
    public IAsyncEnumerable<KeptInstance> ListAsync(CancellationToken cancel) => store.ListAsync(cancel);
}
