import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { operatingPage } from './operating-page';
import { SERVICES } from './services';

const page = readFileSync(join(__dirname, '../../docs/operating.md'), 'utf8');

describe('docs/operating.md', () => {
  it('says what the code says; after a change run: npm run docs:operating', () =>
    expect(page).toBe(operatingPage(page)));

  it('names every variable of every service', () => {
    for (const name of Object.values(SERVICES).flatMap((shape) => Object.keys(shape)))
      expect(page).toContain(`| \`${name}\``);
  });

  it('keeps what people wrote', () => {
    const other = page.replace(/^# .*$/m, '# Another title').concat('The end.\n');
    expect(operatingPage(other)).toBe(other);
  });

  it('must have a place for what is generated', () =>
    expect(() => operatingPage('# Operating\n')).toThrow('has no place between'));
});
