import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { loadConfig, secret } from './load-config';

const shape = { DATABASE_URL: secret(z.url({ protocol: /^postgres$/ })), MODE: z.string().default('safe') };
const file = join(mkdtempSync(join(tmpdir(), 'config-')), 'url');
writeFileSync(file, 'postgres://db/from-file\n');

describe('a secret in a file', () => {
  it('is read from the file that <NAME>_FILE names, without the final line break', () => {
    expect(loadConfig(shape, { DATABASE_URL_FILE: file }).DATABASE_URL).toBe('postgres://db/from-file');
  });

  it('that cannot be read, or is set twice, is a problem', () => {
    expect(() => loadConfig(shape, { DATABASE_URL_FILE: `${file}.gone` })).toThrow(
      "DATABASE_URL_FILE: can't be read (ENOENT)",
    );
    expect(() => loadConfig(shape, { DATABASE_URL_FILE: file, DATABASE_URL: 'postgres://db/x' })).toThrow(
      'DATABASE_URL: is set twice, also by DATABASE_URL_FILE; keep one of them',
    );
  });

  it('is for secrets only', () => {
    expect(loadConfig(shape, { DATABASE_URL_FILE: file, MODE_FILE: file }).MODE).toBe('safe');
  });
});
