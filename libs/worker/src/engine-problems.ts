import { COMMANDS, type AnyCommand, type CommandEngines, type WorkerService } from '@reelmill/contracts';

/** One sentence for each keyed command of the service without an engine and each engine that no such command has. */
export function engineProblems(
  service: WorkerService,
  engines: CommandEngines,
  commands: readonly AnyCommand[] = COMMANDS,
): string[] {
  const keyed = commands
    .filter((command) => command.owner === service && command.keyed)
    .map(({ name }) => name as string);
  const missing = keyed
    .filter((name) => engines[name] === undefined)
    .map((name) => `No engine for ${name}: the ${service} has to say what it makes its bytes with.`);
  const foreign = Object.keys(engines)
    .filter((name) => !keyed.includes(name))
    .map((name) => `An engine for ${name}: that is no keyed command of the ${service}, remove it.`);
  return [...missing, ...foreign];
}
