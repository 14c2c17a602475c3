import { join } from 'node:path';
import { CHART, EXAMPLES, exampleNames, helm, render } from './testing/chart';

it('there are examples of at least eight ways to install', () => {
  expect(exampleNames().length).toBeGreaterThanOrEqual(8);
});

describe.each(exampleNames())('the example %s', (name) => {
  it('passes helm lint --strict', () => {
    const file = join(EXAMPLES, `${name}.yaml`);
    expect(helm(['lint', '--strict', CHART, '-f', file])).toContain('0 chart(s) failed');
  });

  it('renders objects with names that fit and that no two share', () => {
    const names = render(name).map(({ kind, metadata }) => `${kind}/${metadata.name}`);
    expect(names.length).toBeGreaterThan(10);
    expect(new Set(names).size).toBe(names.length);
    // A Job's name is the value of a label of its pods.
    for (const each of names) expect(each.split('/')[1]?.length).toBeLessThanOrEqual(63);
  });
});

it('names fit also where a release has the longest name that helm takes', () => {
  const text = helm([...['template', 'a'.repeat(53), CHART, '-f', join(EXAMPLES, 'keda.yaml')]]);
  for (const [, name = ''] of text.matchAll(/^ {2}name: (\S+)$/gm))
    expect(name.length).toBeLessThanOrEqual(63);
});
