import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import type { Alert } from './alert';
import { SERVICE_ALERTS } from './service-alerts';
import { WORK_ALERTS } from './work-alerts';

export const ALERTS: readonly Alert[] = [...WORK_ALERTS, ...SERVICE_ALERTS];
export const RULES_FILE = join(__dirname, 'rules', 'reelmill.yml');
/** A chart reads only what lies in it. */
export const RULES_OF_CHART = join(__dirname, '..', 'helm', 'reelmill', 'files', 'rules', 'reelmill.yml');

const Time = z.string().regex(/^\d+[smh]$/);
const AlertValues = z.record(z.string(), z.union([Time, z.number()]));
const Values = z.strictObject({ runbooks: z.string(), alerts: z.record(z.string(), AlertValues) });
export type Values = z.infer<typeof Values>;

/** What stands in `alerts.yaml`. */
export const readValues = (): Values =>
  Values.parse(parse(readFileSync(join(__dirname, 'alerts.yaml'), 'utf8')));

/**
 * The rules with these waiting times and thresholds.
 * @throws Error when an alert lacks a value that it names, or has one that it does not
 */
export function rulesFile({ runbooks, alerts }: Values): string {
  const known = new Set<string>(ALERTS.map(({ name }) => name));
  const strangers = Object.keys(alerts).filter((name) => !known.has(name));
  if (strangers.length > 0)
    throw new Error(`alerts.yaml has values for what is no alert: ${strangers.join(', ')}`);
  const rules = ALERTS.map((alert) => {
    const fill = filler(alert, alerts[alert.name] ?? {});
    const [expr, summary, description] = [alert.expr, alert.summary, alert.description].map(fill.text);
    fill.refuseUnused();
    return {
      alert: alert.name,
      expr,
      for: fill.waiting,
      labels: { severity: alert.severity },
      annotations: { summary, description, runbook_url: `${runbooks}/${alert.name}.md` },
    };
  });
  return (
    HEADER +
    stringify(
      { groups: [{ name: 'reelmill', rules }] },
      { lineWidth: 0, blockQuote: 'literal', singleQuote: true },
    )
  );
}

const HEADER = '# Made from alerts.yaml by npm run rules; change that.\n';

function filler({ name }: Alert, values: Values['alerts'][string]) {
  const { for: waiting, ...others } = values;
  if (waiting === undefined) throw new Error(`alerts.yaml has no values for ${name}`);
  const unused = new Set(Object.keys(others));
  const valueOf = (placeholder: string, key: string): string => {
    const value = others[key];
    if (value === undefined) throw new Error(`${name} needs ${placeholder}, which alerts.yaml does not say`);
    unused.delete(key);
    return String(value);
  };
  return {
    waiting,
    text: (text: string): string => dedented(text).replace(/<([a-z]+)>/g, valueOf),
    refuseUnused: () => {
      if (unused.size > 0) throw new Error(`${name} does not use ${[...unused].join(', ')} of alerts.yaml`);
    },
  };
}

const dedented = (text: string): string => text.trim().replace(/\n {6}/g, '\n');
