using OxiPortal.Cli;

return await OxiCommand.RunAsync(args, Console.Out, Console.Error);
