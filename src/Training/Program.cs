using OxiPortal.Training.Commands;
using OxiPortal.Training.Runtime;

TorchRuntime.Prepare();
return await TrainingCommands.Run(args, Console.Out, Console.Error, TimeProvider.System);
