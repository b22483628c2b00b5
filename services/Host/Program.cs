using System.CommandLine;
using SmartSectors.Host;
using SmartSectors.Host.Commands;

SocketEvents.TakeInline();
var parsed = CommandLine.Build().Parse(args);
// No timeout of the parser's own: the host takes SIGTERM and Ctrl-C, and draining may take longer than two seconds.
var result = await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
return parsed.Errors.Count > 0 ? ExitCode.CannotRun : result;
