import { readFileSync, readdirSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Client as Database } from 'pg';
import { Client, type Job } from './harness/client';
import { startFreshStack, type Stack } from './harness/stack';
import { until } from './harness/until';

jest.setTimeout(240_000);

/** In everything that a caller can send, so that it is found wherever it comes out. */
const CANARY = 'canary4f1c9d';
const HEADERS = {
  authorization: `Bearer ${CANARY}`,
  cookie: `session=${CANARY}`,
  'x-api-key': CANARY,
  'idempotency-key': CANARY,
  traceparent: CANARY,
  'user-agent': CANARY,
  'content-disposition': `attachment; filename="${CANARY}.png"`,
};

describe('what callers keep secret', () => {
  let server: Server;
  let stack: Stack;
  let database: Database;
  /** One whose download is refused for good, and one whose attempts were all used up. */
  let jobs: Job[];

  beforeAll(async () => {
    server = createServer((request, response) =>
      response.writeHead(request.url?.startsWith('/gone') ? 404 : 503).end(),
    );
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    stack = await startFreshStack({ FETCH_ALLOW_PRIVATE: host, LOG_LEVEL: 'trace' });
    database = new Database({ connectionString: stack.databaseUrl });
    await database.connect();
    const client = new Client(stack.services.gateway.url);
    jobs = await Promise.all((await askForAll(host)).map((id) => client.untilFinal(id)));
    await failAQuery(host);
  });

  afterAll(async () => {
    await (database as Database | undefined)?.end();
    await (stack as Stack | undefined)?.stop();
    await new Promise((done) => server.close(done));
  });

  it('does not come out in what is said of the job', () => {
    expect(jobs).toMatchObject([{ status: 'failed' }, { status: 'failed' }]);
    expect(JSON.stringify(jobs)).not.toContain(CANARY);
  });

  it('does not come out in the metrics', async () => {
    for (const { adminUrl } of Object.values(stack.services)) {
      const metrics = await (await fetch(`${adminUrl}/metrics`)).text();
      expect(metrics).toContain('process_resident_memory_bytes');
      expect(metrics).not.toContain(CANARY);
    }
  });

  it('does not come out with dead letters, but for the bytes that are to be sent again', async () => {
    const letters = await until(async () => {
      const { rows } = await database.query(
        "SELECT to_jsonb(dead_letters) - 'body' AS letter FROM dead_letters",
      );
      return rows.length > 0 ? rows : undefined;
    });
    expect(JSON.stringify(letters)).not.toContain(CANARY);
  });

  it('does not come out in the logs, which tell of what failed', () => {
    const files = readdirSync(stack.logsFolder).filter((name) => name.endsWith('.log'));
    const logs = files.map((name) => readFileSync(join(stack.logsFolder, name), 'utf8')).join('');
    for (const { job_id } of jobs) expect(logs).toContain(job_id);
    expect(logs).toContain('QueryFailedError');
    const leaks = logs.split('\n').filter((line) => line.includes(CANARY));
    expect(leaks).toEqual([]);
  });

  const send = (path: string, body: string, headers: Record<string, string> = {}) =>
    fetch(stack.services.gateway.url + path, { method: 'POST', headers: { ...HEADERS, ...headers }, body });

  const specOf = (src: string) => ({
    scenes: [
      {
        duration: 1,
        elements: [
          { type: 'text', text: CANARY },
          { type: 'image', src: `${src}?X-Signature=${CANARY}#${CANARY}` },
        ],
      },
    ],
  });

  const postJob = (input: unknown) =>
    send(`/v1/jobs?token=${CANARY}`, JSON.stringify({ type: 'render', input }), {
      'content-type': 'application/json',
    });

  /** Every way in; returns the ids of the jobs that can't be done. */
  async function askForAll(host: string): Promise<string[]> {
    await send('/v1/jobs', `{"${CANARY}`, { 'content-type': 'application/json' });
    await send(`/v1/assets?name=${CANARY}`, CANARY, { 'content-type': `image/${CANARY}` });
    await send(`/v1/${CANARY}`, CANARY);
    await fetch(`${stack.services.gateway.url}/v1/jobs/${CANARY}/outputs/${CANARY}?${CANARY}`, {
      headers: HEADERS,
    });
    await postJob({ [CANARY]: CANARY });
    await postJob({ scenes: [{ elements: [{ type: 'image', src: `http://u:${CANARY}@${host}/x` }] }] });
    const accepted = [];
    for (const path of ['gone', 'broken']) {
      const response = await postJob(specOf(`http://${host}/${path}`));
      expect(response.status).toBe(202);
      accepted.push(((await response.json()) as Job).job_id);
    }
    return accepted;
  }

  /** The statement that accepts a job fails, with the whole spec among its parameters. */
  async function failAQuery(host: string): Promise<void> {
    await database.query('ALTER TABLE job_events RENAME TO job_events_away');
    const response = await postJob(specOf(`http://${host}/gone`));
    await database.query('ALTER TABLE job_events_away RENAME TO job_events');
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain(CANARY);
  }
});
