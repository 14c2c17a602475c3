import { createLogger, type LogLevel, type Logger } from './logger';
import { NestLogger } from './nest-logger';

function collect(level: LogLevel = 'info') {
  const lines: Record<string, unknown>[] = [];
  const destination = {
    write: (line: string) => void lines.push(JSON.parse(line) as Record<string, unknown>),
  };
  return { lines, logger: createLogger({ service: 'renderer', level, destination }) };
}

describe('createLogger', () => {
  it('writes JSON with level by name, time, service and the fields of a child', () => {
    const { lines, logger } = collect();
    logger.child({ job: 'j1' }).info({ task: 't1' }, 'hello');
    logger.debug('not asked for');
    expect(lines).toEqual([
      {
        level: 'info',
        time: expect.stringMatching(/^\d{4}-.*Z$/) as string,
        service: 'renderer',
        job: 'j1',
        task: 't1',
        msg: 'hello',
      },
    ]);
  });

  it('masks secrets in fields and credentials in any URL, also in messages and errors', () => {
    const { lines, logger } = collect();
    const url = 'amqp://guest:hunter2@host:5672/vhost';
    logger.info(
      { password: 'hunter2', options: { token: 'hunter2', url }, err: new Error(`no way to ${url}`) },
      `at ${url}`,
    );
    const text = JSON.stringify(lines);
    expect(text).not.toContain('hunter2');
    expect(text).toContain('amqp://***@host:5672/vhost');
  });

  it('leaves URLs without credentials and other text alone', () => {
    const { lines, logger } = collect();
    const text = 'https://host/a@b.png and me@host "quoted"';
    logger.info(text);
    expect(lines[0]?.msg).toBe(text);
  });
});

describe('an error in the log', () => {
  /** As TypeORM throws it. */
  const failedQuery = () =>
    Object.assign(new Error('invalid input syntax for https://u:hunter2@host/?hunter2'), {
      name: 'QueryFailedError',
      query: "SELECT 'hunter2'",
      parameters: [{ src: 'https://host/?X-Signature=hunter2' }],
      driverError: { detail: 'Failing row contains (hunter2)' },
      code: '22P02',
    });

  it.each<[string, (logger: Logger) => void]>([
    ['as err', (logger) => logger.error({ err: failedQuery() }, 'failed')],
    ['as another field', (logger) => logger.error({ reason: failedQuery() }, 'failed')],
    ['alone', (logger) => logger.error(failedQuery())],
    ['as a cause', (logger) => logger.error({ err: new Error('outer', { cause: failedQuery() }) }, 'failed')],
    ['in another', (logger) => logger.error(new AggregateError([failedQuery()], 'all'))],
    ['in a message', (logger) => logger.error('failed: %o', failedQuery())],
    ['by Nest', (logger) => new NestLogger(logger).error(failedQuery(), 'a stack', 'ExceptionsHandler')],
  ])(
    '%s says its type, code, message and stack, and nothing of what the query was asked with',
    (_, write) => {
      const { lines, logger } = collect();
      write(logger);
      const text = JSON.stringify(lines);
      expect(text).not.toContain('hunter2');
      for (const part of ['QueryFailedError', '22P02', 'invalid input syntax', 'logger.spec']) {
        expect(text).toContain(part);
      }
    },
  );
});

describe('a log line', () => {
  it('is cut where a text, a list or an object in it is long', () => {
    const { lines, logger } = collect();
    const long = 'x'.repeat(10_000_000);
    const self: Record<string, unknown> = { long };
    Object.assign(self, { self, selves: Array.from({ length: 100_000 }, () => self) });
    logger.info(
      { long, self, list: Array.from({ length: 100_000 }, () => ['x']), err: new Error(long) },
      long,
    );
    const text = JSON.stringify(lines);
    expect(text.length).toBeLessThan(100_000);
    expect(text).toContain('… (of 10000000 characters)');
    expect(text).toContain('logger.spec');
  });

  it('masks secret fields however deep they lie, and URL objects', () => {
    const { lines, logger } = collect();
    const url = new URL('https://u:hunter2@host/?hunter2');
    logger.info({ a: { b: [{ c: { Authorization: 'hunter2', Token: ['hunter2'] } }] }, url });
    expect(JSON.stringify(lines)).not.toContain('hunter2');
  });
});

describe('NestLogger', () => {
  it('writes what Nest says with its context, and its chatter as debug', () => {
    const { lines, logger } = collect('debug');
    const nest = new NestLogger(logger);
    nest.log('Mapped route', 'RouterExplorer');
    nest.error(new Error('broken'), 'ExceptionsHandler');
    expect(lines).toMatchObject([
      { level: 'debug', context: 'RouterExplorer', msg: 'Mapped route' },
      { level: 'error', context: 'ExceptionsHandler', msg: 'broken', err: { message: 'broken' } },
    ]);
  });
});
