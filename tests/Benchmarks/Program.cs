using OxiPortal.Cli;

// The benchmarks are commands of the product: 'oxi bench ...' measures on the user's own machine what is measured here.
return await OxiCommand.RunAsync(["bench", .. args], Console.Out, Console.Error);
