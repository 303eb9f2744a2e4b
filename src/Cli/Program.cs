using System.Globalization;
using OxiPortal.Cli;

// Numbers and dates look the same whatever the machine's language.
CultureInfo.DefaultThreadCurrentCulture = CultureInfo.DefaultThreadCurrentUICulture = CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture
    = CultureInfo.InvariantCulture;
return await OxiCommand.RunAsync(args, Console.Out, Console.Error);
