import { parseArgs } from 'node:util';

export interface ChaosArguments {
  seed: number;
  /** The load lasts so long at least; faults may make it longer. */
  seconds: number;
  /** The one fault to run; without it a mix. */
  fault: string | null;
  /** The control to switch off. */
  control: string | null;
  /** Run after run with new seeds for so many minutes; null for one run. */
  soakMinutes: number | null;
  /** The file that a soak appends to. */
  soakFile: string | null;
}

/** @throws Error that says how to call it */
export function parseArguments(argv: readonly string[]): ChaosArguments {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      seed: { type: 'string', default: '7' },
      seconds: { type: 'string', default: '30' },
      fault: { type: 'string' },
      break: { type: 'string' },
      minutes: { type: 'string' },
      file: { type: 'string' },
    },
  });
  return {
    seed: whole('seed', values.seed),
    seconds: whole('seconds', values.seconds),
    fault: values.fault ?? null,
    control: values.break ?? null,
    soakMinutes: values.minutes === undefined ? null : whole('minutes', values.minutes),
    soakFile: values.file ?? null,
  };
}

function whole(name: string, text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new Error(`--${name} takes a whole number, not ${text}.`);
  return Number(text);
}
