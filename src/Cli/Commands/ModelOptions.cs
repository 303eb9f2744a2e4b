using System.CommandLine;
using OxiPortal.Inference.Models;
using OxiPortal.Inference.Service;

namespace OxiPortal.Cli.Commands;

/// <summary>The options of every command that runs the models.</summary>
internal sealed class ModelOptions
{
    private readonly Option<string?> _models = new("--models") { Description = "Folder of the models; the shipped ones if left out.", HelpName = "DIR" };

    private readonly Option<string> _device = new("--device")
    {
        Description = $"Where the models run: {Devices.Names}. Auto takes the first of cuda, webgpu, cpu that works.",
        DefaultValueFactory = _ => Device.Auto.Name(),
        HelpName = "DEVICE",
    };

    private readonly Option<int> _threads = new("--threads") { Description = "Threads on the CPU; 0 for as many as there are cores.", HelpName = "N" };

    public void AddTo(Command command)
    {
        _device.Validators.Add(result =>
        {
            var name = result.GetValueOrDefault<string>();
            if (!Devices.TryParse(name, out _))
                result.AddError($"'{name}' is not a device: use one of {Devices.Names}.");
        });
        _threads.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && int.TryParse(result.Tokens[0].Value, out var threads) && threads is < 0 or > 1024)
                result.AddError("--threads must be 0 to 1024.");
        });
        command.Add(_models);
        command.Add(_device);
        command.Add(_threads);
    }

    /// <exception cref="ModelFileException">See <see cref="LoadedModels.FromFolder"/>.</exception>
    /// <exception cref="DeviceUnavailableException">See <see cref="LoadedModels.FromFolder"/>.</exception>
    public LoadedModels Load(ParseResult parsed, TextWriter log)
    {
        _ = Devices.TryParse(parsed.GetValue(_device), out var device);
        return LoadedModels.FromFolder(parsed.GetValue(_models) ?? ModelFolder.Find(), device, parsed.GetValue(_threads), new LineLogger(log));
    }

    /// <summary>The same for a service that loads the models itself.</summary>
    public void Configure(ParseResult parsed, InferenceOptions options)
    {
        options.Models = parsed.GetValue(_models) ?? ModelFolder.Find();
        options.Device = parsed.GetValue(_device) ?? Device.Auto.Name();
        options.Threads = parsed.GetValue(_threads);
    }

    /// <summary>Log lines as plain lines.</summary>
    private sealed class LineLogger(TextWriter writer) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
                writer.WriteLine($"oxi: {formatter(state, exception)}");
        }
    }
}
