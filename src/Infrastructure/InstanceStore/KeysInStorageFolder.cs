using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace OxiPortal.Infrastructure.InstanceStore;

/// <summary>The host's keys lie beside the data they protect, in a folder that only its account may enter: sessions and pseudonyms survive a restart.</summary>
internal sealed class KeysInStorageFolder(StoragePaths paths, ILoggerFactory loggers) : IConfigureOptions<KeyManagementOptions>
{
    public void Configure(KeyManagementOptions options)
    {
        StoragePaths.CreatePrivate(paths.Keys);
        options.XmlRepository = new FileSystemXmlRepository(new DirectoryInfo(paths.Keys), loggers);
    }
}
