import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EXAMPLES, exampleNames, render } from './testing/chart';
import { totalsOf } from './testing/totals';

const totals = exampleNames().map((example) => ({ example, ...totalsOf(render(example)) }));

const shown = ({ fewest, most }: { fewest: number; most: number }): string =>
  [...new Set([fewest, most].map((figure) => String(Math.round(figure * 10) / 10)))].join(' to ');

/** Lines of the table in the README, without its head. */
function documented(): string[] {
  const text = readFileSync(join(__dirname, 'README.md'), 'utf8');
  const [, table = ''] = text.split(
    '| example | pods | CPU | memory, GiB | connections |\n|---|---|---|---|---|\n',
  );
  return (table.split('\n\n')[0] ?? '').split('\n');
}

it('what each example asks for is what the table in the README says', () => {
  expect(documented()).toEqual(
    totals.map(
      ({ example, pods, cpu, memoryGiB, connections }) =>
        `| ${example} | ${shown(pods)} | ${shown(cpu)} | ${shown(memoryGiB)} | ${connections} |`,
    ),
  );
});

it('the trial has room on a laptop, with its migration', () => {
  const { cpu, memoryGiB } = totalsOf(render('trial'));
  expect(cpu.most).toBeLessThanOrEqual(4);
  expect(memoryGiB.most).toBeLessThanOrEqual(8);
});

it('the example of high availability says how many connections Postgres must take', () => {
  const text = readFileSync(join(EXAMPLES, 'high-availability.yaml'), 'utf8');
  const { connections } = totalsOf(render('high-availability'));
  expect(text).toContain(`must take ${connections} connections`);
  expect(Number(/max_connections: "(\d+)"/.exec(text)?.[1])).toBeGreaterThan(connections);
});
