import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import { startMonitoredStack, type MonitoredStack } from '../../testing/monitored-stack';
import { render as renderVideo } from '../../testing/render-job';
import { named, render as renderChart } from '../testing/chart';

jest.setTimeout(180_000);

/** An answer is kept for 2 s, and was sought a moment before. */
const ANSWER_MS = 3_000;

describe('what the ScaledObject of the renderers reads from a stack', () => {
  let stack: MonitoredStack;
  let client: Client;
  const { triggers } = named(renderChart('keda'), 'ScaledObject', 'reelmill-renderer').spec as {
    triggers: { metadata: { url: string; valueLocation: string } }[];
  };
  const { url, valueLocation } = triggers[0]!.metadata;

  /** As KEDA does it: the address, then the place in the answer. */
  const work = async (): Promise<number> => {
    const address = new URL(new URL(url).pathname, stack.services.orchestrator.adminUrl);
    const answer: unknown = await (await fetch(address)).json();
    return valueLocation
      .split('.')
      .reduce((value, key) => (value as Record<string, unknown>)[key], answer) as number;
  };
  /** As the database has it. */
  const open = async (): Promise<{ work: number; running: number }> => {
    const { rows } = await client.query<{ work: number; running: number }>(
      `SELECT count(*)::int AS work, count(*) FILTER (WHERE state = 'running')::int AS running
       FROM tasks WHERE queue = 'renderer.tasks' AND state IN ('ready', 'sending', 'dispatched', 'retrying', 'running')`,
    );
    return rows[0]!;
  };

  beforeAll(async () => {
    stack = await startMonitoredStack({
      names: ['gateway', 'orchestrator', 'storage', 'analyzer', 'transcriber'],
    });
    client = new Client({ connectionString: stack.databaseUrl });
    await client.connect();
  });

  afterAll(async () => {
    await (client as Client | undefined)?.end();
    await (stack as MonitoredStack | undefined)?.stop();
  });

  it('is 0 while idle, 1 at least for work without a worker, what is open while it is worked off, and 0 again', async () => {
    expect(await work()).toBe(0);
    const scene = { duration: 4, 'background-color': '#204060', elements: [{ type: 'text', text: 'Long' }] };
    const video = renderVideo(stack.services.gateway.url, { width: 1280, height: 720, scenes: [scene] });
    while ((await work()) === 0) await delay(50);

    await stack.add('renderer');
    const seen: { at: number; work: number; running: number }[] = [];
    const look = async (): Promise<void> => void seen.push({ at: Date.now(), ...(await open()) });
    for (let ended = false; !ended; ended = await Promise.race([video.then(() => true), delay(20, false)])) {
      await look();
      const begun = Date.now();
      const said = await work();
      await look();
      expect(seen.filter(({ at }) => at > begun - ANSWER_MS).map((moment) => moment.work)).toContain(said);
    }
    expect(seen.some(({ running }) => running > 0)).toBe(true);
    while ((await work()) > 0) await delay(100);
  });
});
