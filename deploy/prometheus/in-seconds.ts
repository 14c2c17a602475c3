import type { Values } from './rules-file';

/** The same values with so many seconds for each minute, for a test that can't wait for minutes. */
export const inSeconds = (values: Values, perMinute: number): Values => ({
  ...values,
  alerts: Object.fromEntries(
    Object.entries(values.alerts).map(([name, own]) => [
      name,
      Object.fromEntries(Object.entries(own).map(([key, value]) => [key, shorter(value, perMinute)])),
    ]),
  ),
});

function shorter(value: string | number, perMinute: number): string | number {
  if (typeof value === 'number') return value;
  const [, minutes] = /^(\d+)m$/.exec(value) ?? [];
  if (minutes === undefined) throw new Error(`alerts.yaml: ${value} is not in whole minutes`);
  return `${Number(minutes) * perMinute}s`;
}
