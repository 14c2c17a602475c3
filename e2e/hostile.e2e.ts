import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Client } from './harness/client';
import { HOSTILE_SPECS, LONG_JOB, silentSources } from './harness/hostile';
import { startFreshStack, type Stack } from './harness/stack';
import { until } from './harness/until';

jest.setTimeout(180_000);

const MIB = 1024 ** 2;
/** A PNG of one pixel. */
const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
/** How a job ends that asks for more than can be planned: by name. */
const NAMED = ['spec_impossible', 'plan_timed_out', 'plan_too_large'];

describe('a hostile job', () => {
  let stack: Stack;
  let client: Client;
  let victim: Server;
  let victimHost: string;
  let asked = 0;
  let small = 0;

  beforeAll(async () => {
    victim = createServer(({ url }, response) => {
      if (url === '/picture') return void response.end(PIXEL);
      asked += 1;
      if (url?.startsWith('/silent/') !== true) response.writeHead(404).end();
    });
    await new Promise<void>((done) => victim.listen(0, '127.0.0.1', done));
    victimHost = `127.0.0.1:${(victim.address() as AddressInfo).port}`;
    stack = await startFreshStack({ FETCH_ALLOW_PRIVATE: victimHost });
    client = new Client(stack.services.gateway.url);
  });

  afterAll(async () => {
    await (stack as Stack | undefined)?.stop();
    victim.closeAllConnections();
    victim.close();
  });

  /** A second of a colour that no other job has. */
  const neighbour = (elements: unknown[] = []): unknown => ({
    width: 64,
    height: 64,
    quality: 'draft',
    scenes: [{ duration: 1, 'background-color': `#${(small += 1).toString(16).padStart(6, '0')}`, elements }],
  });

  it.each(HOSTILE_SPECS)('with $name is refused or bounded, and its neighbours complete', async (hostile) => {
    const { gateway, orchestrator } = stack.services;
    const pids = [gateway.pid!, orchestrator.pid!];
    const before = client.render(neighbour());
    const { status, body } = await client.submit(hostile.make(victimHost));
    const after = [client.render(neighbour()), client.render(neighbour())];
    await Promise.all([before, ...after]);

    expect(status).toBe(hostile.refused ? 422 : 202);
    if (status === 202) {
      const { job_id } = body as { job_id: string };
      await client.cancel(job_id);
      const { status: end, error } = await client.untilFinal(job_id);
      if (end === 'failed') expect(NAMED).toContain(error?.code);
    }
    expect([gateway.pid, orchestrator.pid]).toEqual(pids);
    expect(Math.max(...pids.map(peakBytes))).toBeLessThan(1024 * MIB);
    expect(asked).toBe(0);
  });

  it('whose downloads never end leaves room for those of its neighbours', async () => {
    const { job_id } = await client.post(silentSources(victimHost));
    await until(() => asked > 0 || undefined);
    await client.render(neighbour([{ type: 'image', src: `http://${victimHost}/picture` }]));
    expect(await client.job(job_id)).toMatchObject({ status: 'processing', stage: 'fetching' });
    await client.cancel(job_id);
  });

  it('that is long leaves room for its short neighbours', async () => {
    const { job_id } = await client.post(LONG_JOB);
    const segments = async () =>
      (await client.tasks(job_id)).filter(({ command }) => command === 'segment.render');
    await until(async () => (await segments()).some(({ state }) => state === 'running') || undefined);
    await client.render(neighbour());
    expect((await segments()).filter(({ state }) => state === 'ready').length).toBeGreaterThan(0);
    await client.cancel(job_id);
  });
});

/** The most memory that a process has ever had in RAM. */
function peakBytes(pid: number): number {
  const [, kib] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kib) * 1024;
}
