import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { exportedNames } from './exported-names';
import { ALERTS } from './rules-file';
import { RUNBOOKS, readRunbooks } from './runbooks';

describe('the runbooks', () => {
  it('are one page for each alert, and no other', () => {
    const pages = readRunbooks().map(({ name }) => name);
    expect(pages.sort()).toEqual(ALERTS.map(({ name }) => name as string).sort());
  });

  it.each(readRunbooks())(
    '$name says what it means, where to look, what to do, and when not',
    ({ name, text }) => {
      const headings = text.split('\n').filter((line) => line.startsWith('#'));
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

  it.each(readRunbooks())(
    '$name names metrics that there are, and pages that there are',
    async ({ text }) => {
      const exported = await exportedNames();
      const named = text.match(/\b(reelmill|nodejs|process)_[a-z0-9_]+/g) ?? [];
      expect(named.filter((name) => !exported.has(name))).toEqual([]);
      const links = [...text.matchAll(/\]\(([^)]+)\)/g)].map(([, link]) => link!);
      expect(links.filter((link) => !existsSync(join(RUNBOOKS, link)))).toEqual([]);
    },
  );
});
