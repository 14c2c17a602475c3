import { z } from 'zod';
import { ConfigError, secret } from './load-config';
import { runWithConfig } from './run-with-config';

const shape = {
  PORT: z.coerce.number().int().default(3000).describe('a port, 0..65535'),
  DATABASE_URL: secret(z.url({ protocol: /^postgres$/ }).describe('a postgres:// address')),
};

describe('runWithConfig', () => {
  const stderr = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  const main = jest.fn<Promise<void>, unknown[]>().mockResolvedValue(undefined);

  afterEach(() => {
    process.exitCode = undefined;
    jest.clearAllMocks();
  });
  afterAll(() => stderr.mockRestore());

  it('hands the configuration to the process', () => {
    runWithConfig(shape, main, { DATABASE_URL: 'postgres://db/x' });
    expect(main.mock.calls).toEqual([[{ PORT: 3000, DATABASE_URL: 'postgres://db/x' }]]);
    expect(stderr).not.toHaveBeenCalled();
    expect(process.exitCode).toBeUndefined();
  });

  it('says what is wrong in a line for each variable, and nothing else, and runs nothing', () => {
    runWithConfig(shape, main, { PORT: 'many' });
    expect(stderr.mock.calls.map(([text]) => text).join('')).toBe(
      [
        "The configuration can't be used:",
        '  PORT: expected a port, 0..65535, got "many"',
        '  DATABASE_URL: is required; expected a postgres:// address',
        '',
      ].join('\n'),
    );
    expect(process.exitCode).toBe(1);
    expect(main).not.toHaveBeenCalled();
  });

  it('says so too when the process finds that two variables do not go together', () => {
    main.mockImplementationOnce(() => {
      throw new ConfigError(['HOST: needs PUBLIC_HOSTS']);
    });
    runWithConfig(shape, main, { DATABASE_URL: 'postgres://db/x' });
    expect(stderr.mock.calls.map(([text]) => text).join('')).toContain('  HOST: needs PUBLIC_HOSTS\n');
    expect(process.exitCode).toBe(1);
  });

  it('leaves a defect to be seen as one', () => {
    const broken = {
      X: z.string().transform((): never => {
        throw new TypeError('a defect');
      }),
    };
    expect(() => runWithConfig(broken, main, { X: 'x' })).toThrow('a defect');
  });
});
