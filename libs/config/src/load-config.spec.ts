import { z } from 'zod';
import { ConfigError, loadConfig, secret } from './load-config';

const shape = {
  PORT: z.coerce.number().int().min(0).max(65_535).default(3000).describe('a port, 0..65535'),
  MODE: z.enum(['quick', 'safe']).default('safe'),
  DATABASE_URL: secret(z.url({ protocol: /^postgres$/ }).describe('a postgres:// address')),
};

const problemsOf = (env: Record<string, string>): readonly string[] => {
  try {
    loadConfig(shape, env);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
  }
  throw new Error('the environment was accepted');
};

describe('loadConfig', () => {
  it('parses values and fills in defaults; an empty variable is an unset one', () => {
    expect(loadConfig(shape, { DATABASE_URL: 'postgres://db/x', MODE: '' })).toEqual({
      PORT: 3000,
      MODE: 'safe',
      DATABASE_URL: 'postgres://db/x',
    });
  });

  it('names every bad variable at once', () => {
    expect(problemsOf({ PORT: 'many', MODE: 'fast' })).toEqual([
      'PORT: expected a port, 0..65535, got "many"',
      expect.stringMatching(/^MODE: expected .*"quick"\|"safe".*, got "fast"$/),
      'DATABASE_URL: is required; expected a postgres:// address',
    ]);
  });

  it('never shows the value of a secret', () => {
    expect(problemsOf({ DATABASE_URL: 'http://me:hunter2@db' })).toEqual([
      'DATABASE_URL: expected a postgres:// address',
    ]);
  });
});
