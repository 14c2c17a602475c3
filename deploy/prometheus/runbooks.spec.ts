import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { EXPORTED } from '../promql/exported';
import { unknownNames } from '../promql/unknown-names';
import { ALERTS } from './rules-file';
import { RUNBOOKS, proseOf, queriesOf, readRunbooks, statementsOf } from './runbooks';

describe('the runbooks', () => {
  it('are one page for each alert, and no other', () => {
    const pages = readRunbooks().map(({ name }) => name);
    expect(pages.sort()).toEqual(ALERTS.map(({ name }) => name as string).sort());
  });

  it.each(readRunbooks())(
    '$name says what it means, where to look, what to do, and when not',
    ({ name, text }) => {
      const headings = proseOf({ name, text })
        .split('\n')
        .filter((line) => line.startsWith('#'));
      expect(headings).toEqual([
        `# ${name}`,
        '## What it means',
        '## Where to look',
        '## What to do',
        '## When it is no alarm',
      ]);
      expect(text.split('\n').length).toBeGreaterThan(15);
      expect(text.split('\n').length).toBeLessThan(45);
    },
  );

  it.each(readRunbooks())('$name asks for series that there are, by labels that they have', (page) =>
    expect(queriesOf(page).flatMap(unknownNames)).toEqual([]),
  );

  it.each(readRunbooks())('$name names metrics that there are, and pages that there are', (page) => {
    const named = proseOf(page).match(/\b(reelmill|nodejs|process)_[a-z0-9_]+/g) ?? [];
    expect(named.filter((name) => !EXPORTED.has(name))).toEqual([]);
    const links = [...page.text.matchAll(/\]\(([^)]+)\)/g)].map(([, link]) => link!);
    expect(links.filter((link) => !existsSync(join(RUNBOOKS, link)))).toEqual([]);
  });

  it.each(readRunbooks())(
    '$name has queries and statements in blocks alone, where they are tried',
    (page) => {
      const code = [...proseOf(page).matchAll(/`([^`]+)`/g)].map(([, each]) => each!);
      const hidden =
        /\b(reelmill|nodejs|process)_\w+\W|\W(reelmill|nodejs|process)_\w|^(SELECT|INSERT|UPDATE|DELETE FROM) /;
      expect(code.filter((each) => hidden.test(each))).toEqual([]);
    },
  );

  it('have both', () => {
    expect(readRunbooks().flatMap(queriesOf).length).toBeGreaterThan(15);
    expect(readRunbooks().flatMap(statementsOf).length).toBeGreaterThan(10);
  });
});
