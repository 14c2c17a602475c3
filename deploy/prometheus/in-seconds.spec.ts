import { inSeconds } from './in-seconds';
import { readValues, rulesFile } from './rules-file';

describe('the rules of the monitoring test', () => {
  it('have seconds in the place of minutes, and the same thresholds', () => {
    const values = { runbooks: '', alerts: { ReelmillX: { for: '10m', window: '0m', ratio: 0.5 } } };
    expect(inSeconds(values, 2).alerts.ReelmillX).toEqual({ for: '20s', window: '0s', ratio: 0.5 });
  });

  it('are the shipped ones but for their times', () => {
    const withoutTimes = (rules: string): string => rules.replace(/\b\d+[sm]\b/g, '…');
    expect(withoutTimes(rulesFile(inSeconds(readValues(), 2)))).toBe(withoutTimes(rulesFile(readValues())));
  });
});
