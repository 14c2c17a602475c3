import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { run, toolPath } from '../testing/tool';
import { unknownNames } from '../promql/unknown-names';
import { metricsOf } from './promql';
import { ALERTS, RULES_FILE, RULES_OF_CHART, readValues, rulesFile } from './rules-file';

interface Rule {
  alert: string;
  expr: string;
  labels: object;
  annotations: object;
}
const shippedRules = (): Rule[] =>
  (parse(readFileSync(RULES_FILE, 'utf8')) as { groups: { rules: Rule[] }[] }).groups.flatMap(
    ({ rules }) => rules,
  );

describe('the alert rules', () => {
  it.each([
    ['compose', RULES_FILE],
    ['chart', RULES_OF_CHART],
  ])('of the %s are what alerts.yaml makes; npm run rules writes them', (_, file) =>
    expect(readFileSync(file, 'utf8')).toBe(rulesFile(readValues())),
  );

  it('are rules to promtool', () => {
    expect(run(toolPath('PROMTOOL'), ['check', 'rules', RULES_FILE])).toContain(
      `${ALERTS.length} rules found`,
    );
  });

  it('have a severity, a summary, a description and the address of their own page each', () => {
    const rules = shippedRules();
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

  it('ask for series alone that the services have, by labels that they have', () => {
    for (const { alert, expr } of shippedRules()) expect([alert, unknownNames(expr)]).toEqual([alert, []]);
  });

  it('select the series of Reelmill alone', () => {
    for (const { alert, expr } of shippedRules()) {
      const selectors = expr.match(/\b[a-z_]+\{[^}]*\}/g) ?? [];
      expect([alert, selectors.length]).toEqual([alert, metricsOf(expr).length]);
      expect(selectors).not.toEqual([]);
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
