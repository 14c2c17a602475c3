import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { applyPatch } from './patch';

describe('a patch of a build', () => {
  let build: string;
  beforeEach(() => {
    build = mkdtempSync(join(tmpdir(), 'reelmill-patch-'));
    mkdirSync(join(build, 'app'));
    writeFileSync(join(build, 'app', 'one.js'), 'const limit = 5;\n');
    writeFileSync(join(build, 'app', 'two.js'), 'const other = 5;\n');
  });
  afterEach(() => rmSync(build, { recursive: true }));

  const apply = (find: RegExp): void =>
    applyPatch(build, { name: 'no-limit', edits: [{ in: 'app', find, replace: '$1 = 9' }] });

  it('changes the one place that matches, wherever it has moved to', () => {
    apply(/(limit) = 5/);
    expect(readFileSync(join(build, 'app', 'one.js'), 'utf8')).toBe('const limit = 9;\n');
    expect(readFileSync(join(build, 'app', 'two.js'), 'utf8')).toBe('const other = 5;\n');
  });

  it.each([
    ['nothing matches', /(limit) = 6/],
    ['two places match', /(\w+) = 5/],
  ])('fails by its name when %s', (_, find) => {
    expect(() => apply(find)).toThrow(/no-limit no longer applies/);
  });
});
