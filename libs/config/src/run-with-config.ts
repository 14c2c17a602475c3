import { ConfigError, loadConfig, type Config, type ConfigShape, type Environment } from './load-config';

/**
 * All that a `main.ts` does: reads the configuration and runs the process with it. One that can't be used, also one that
 * `main` itself refuses by throwing a {@link ConfigError} before it returns, is said on
 * stderr, a line for each bad variable and no stack trace; then nothing is run, and the process ends with status 1.
 */
export function runWithConfig<Shape extends ConfigShape>(
  shape: Shape,
  main: (config: Config<Shape>) => Promise<unknown>,
  env: Environment = process.env,
): void {
  try {
    void main(loadConfig(shape, env));
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}
