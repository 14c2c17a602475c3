import { createLogger, type LogLevel } from './logger';
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
