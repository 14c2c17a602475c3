import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { toolPath } from '../testing/tool';
import { WORK_CASES, type AlertCase } from './alert-cases';
import { ALERTS, RULES_FILE } from './rules-file';
import { SERVICE_CASES } from './service-cases';
import { HEALTHY } from './testing-series';

const CASES = [...WORK_CASES, ...SERVICE_CASES];
const severityOf = (name: string): string => ALERTS.find((alert) => alert.name === name)!.severity;

const nameOf = ({ alert, about }: Pick<AlertCase, 'alert' | 'about'>): string => `${alert} when ${about};`;

/** In promtool's form: that this set fires at that time, no more and no less. */
function testOf({ about, series, at, alert, fires }: AlertCase): object {
  const labels = { alertname: alert, alertstate: 'firing', severity: severityOf(alert), ...fires };
  const text = Object.entries(labels).map(([name, value]) => `${name}="${value}"`);
  return {
    interval: '30s',
    input_series: Object.entries({ ...HEALTHY, ...series }).map(([name, values]) => ({
      series: name,
      values,
    })),
    promql_expr_test: [
      {
        // A failure shows nothing of its test but the expression.
        expr: `ALERTS{alertstate="firing"} # ${nameOf({ alert, about })}`,
        eval_time: `${at}m`,
        exp_samples: fires === null ? [] : [{ labels: `ALERTS{${text.join(',')}}`, value: 1 }],
      },
    ],
  };
}

describe('alerts', () => {
  const healthy = [1, 10, 40, 95].map((at): AlertCase => ({
    about: `all is well, after ${at} min`,
    alert: ALERTS[0]!.name,
    at,
    series: {},
    fires: null,
  }));
  /** What promtool says of the tests that failed, each in a paragraph that begins with its expression. */
  let failures: string[];

  // All at once, since each start of promtool takes as long as all the cases.
  beforeAll(() => {
    const folder = mkdtempSync(join(tmpdir(), 'reelmill-alerts-'));
    const file = join(folder, 'test.yml');
    const tests = [...healthy, ...CASES].map(testOf);
    writeFileSync(file, stringify({ rule_files: [RULES_FILE], evaluation_interval: '30s', tests }));
    const { stdout, stderr, status } = spawnSync(toolPath('PROMTOOL'), ['test', 'rules', file], {
      encoding: 'utf8',
    });
    rmSync(folder, { recursive: true });
    failures = `${stdout}${stderr}`.split(/(?=expr: )/).slice(1);
    if (status !== 0 && failures.length === 0) throw new Error(stderr);
  });

  const expectToHold = (each: AlertCase): void =>
    expect(failures.filter((text) => text.includes(nameOf(each)))).toEqual([]);

  it.each(healthy)('do not fire when $about', expectToHold);
  it.each(CASES.filter(({ fires }) => fires !== null))(
    '$alert fires, and no other, when $about',
    expectToHold,
  );
  it.each(CASES.filter(({ fires }) => fires === null))('$alert does not fire when $about', expectToHold);

  it('have a case in which they fire and one in which they do not', () => {
    for (const { name } of ALERTS) {
      const own = CASES.filter(({ alert }) => alert === name);
      expect([name, own.some(({ fires }) => fires), own.some(({ fires }) => !fires)]).toEqual([
        name,
        true,
        true,
      ]);
    }
    expect(new Set(CASES.map(({ alert, about }) => `${alert} ${about}`)).size).toBe(CASES.length);
  });
});
