import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { registry } from '@reelmill/observability';
import { parse } from 'yaml';
import { run, toolPath } from '../testing/tool';
import { metricsOf } from './promql';
import { ALERTS, RULES_FILE, readValues, rulesFile } from './rules-file';

const runbooks = resolve(__dirname, '..', '..', 'docs', 'runbooks');
const names = ALERTS.map(({ name }) => name as string);

describe('the alert rules', () => {
  it('that are shipped are those that the values make', () => {
    const made = rulesFile(readValues());
    if (process.env.UPDATE_RULES) writeFileSync(RULES_FILE, made);
    // UPDATE_RULES=1 npx jest --selectProjects deploy --testPathPatterns rules-file
    expect(readFileSync(RULES_FILE, 'utf8')).toBe(made);
  });

  it('are rules to promtool', () => {
    expect(run(toolPath('PROMTOOL'), ['check', 'rules', RULES_FILE])).toContain(
      `${ALERTS.length} rules found`,
    );
  });

  it('have a severity, a summary, a description and the address of their own page each', () => {
    const { groups } = parse(readFileSync(RULES_FILE, 'utf8')) as {
      groups: { rules: { alert: string; labels: object; annotations: object }[] }[];
    };
    const rules = groups.flatMap((group) => group.rules);
    expect(new Set(rules.map(({ alert }) => alert)).size).toBe(rules.length);
    for (const { alert, labels, annotations } of rules) {
      expect(labels).toEqual({ severity: expect.stringMatching(/^(critical|warning)$/) as string });
      expect(annotations).toEqual({
        summary: expect.stringMatching(/\w/) as string,
        description: expect.stringMatching(/\w/) as string,
        runbook_url: expect.stringMatching(new RegExp(`/${alert}\\.md$`)) as string,
      });
    }
  });

  it('have a page each, which says what it means, where to look and what to do, and there is no other page', () => {
    const pages = readdirSync(runbooks).filter((file) => file !== 'README.md');
    expect(pages.sort()).toEqual(names.map((name) => `${name}.md`).sort());
    for (const name of names) {
      const text = readFileSync(join(runbooks, `${name}.md`), 'utf8');
      const headings = text.split('\n').filter((line) => line.startsWith('#'));
      expect([name, headings]).toEqual([
        name,
        [`# ${name}`, '## What it means', '## Where to look', '## What to do', '## When it is no alarm'],
      ]);
    }
  });

  it('ask for metrics alone that the services have', async () => {
    const own = (await registry.getMetricsAsJSON()).map(({ name }) => name);
    const exported = new Set(own.flatMap((name) => [name, `${name}_bucket`, `${name}_count`, `${name}_sum`]));
    for (const { name, expr } of ALERTS) {
      const asked = metricsOf(expr.replaceAll('<window>', '5m').replace(/<[a-z]+>/g, '1'));
      expect(asked).not.toEqual([]);
      expect([name, asked.filter((metric) => metric !== 'up' && !exported.has(metric))]).toEqual([name, []]);
    }
  });

  it('select the series of Reelmill alone', () => {
    for (const { name, expr } of ALERTS) {
      const selectors = expr.match(/\b[a-z_]+\{[^}]*\}/g) ?? [];
      const all = metricsOf(expr.replaceAll('<window>', '5m').replace(/<[a-z]+>/g, '1'));
      expect([name, selectors.length]).toEqual([name, all.length]);
      for (const selector of selectors) expect(selector).toContain('job="reelmill"');
    }
  });

  it('are not made of values that lack one, or that have one too many', () => {
    const values = readValues();
    const withStalled = (more: object) =>
      rulesFile({ ...values, alerts: { ...values.alerts, ReelmillWorkStalled: { for: '1m', ...more } } });
    expect(() => withStalled({})).toThrow('ReelmillWorkStalled needs <window>');
    expect(() => withStalled({ window: '1m', above: 3 })).toThrow('ReelmillWorkStalled does not use above');
    expect(() => rulesFile({ ...values, alerts: {} })).toThrow('no values for ReelmillWorkStalled');
    const strange = { ...values.alerts, ReelmillMoon: { for: '1m' } };
    expect(() => rulesFile({ ...values, alerts: strange })).toThrow('no alert: ReelmillMoon');
  });
});
